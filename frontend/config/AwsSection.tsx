import { ConfigSection } from '@grafana/plugin-ui';

import { TextField } from '../inputs/TextField';
import { selectors } from '../selectors';
import { AuthTypeField } from './AuthTypeField';
import { SecretField } from './SecretField';
import {
  findEndpointProblem,
  findRegionProblem,
  type Options,
  readAuthType,
  type SecretName,
  withSettings,
} from './settings';

const labels = selectors.config.aws;

const SECRETS: Array<{ name: SecretName; description: string }> = [
  { name: 'accessKey', description: 'Begins with AKIA, or with ASIA for temporary credentials.' },
  { name: 'secretKey', description: 'Stored encrypted; it never comes back to the browser.' },
  { name: 'sessionToken', description: 'Only for temporary credentials.' },
];

interface Props {
  options: Options;
  onOptionsChange: (options: Options) => void;
  /** Whether the sandbox stands in for AWS, so that nothing here matters. */
  unused: boolean;
}

/** How AWS is reached: who asks, in which region, at which address. */
export function AwsSection({ options, onOptionsChange, unused }: Props) {
  if (unused) {
    return (
      <ConfigSection title={labels.title} description="Not used while the sandbox is on.">
        {null}
      </ConfigSection>
    );
  }
  const { jsonData } = options;
  const authType = readAuthType(jsonData);
  return (
    <ConfigSection
      title={labels.title}
      description="The plugin only reads. It needs the read permissions of the services whose tables you query."
    >
      <AuthTypeField
        value={authType}
        onCommit={(chosen) => onOptionsChange(withSettings(options, { authType: chosen }))}
      />
      {authType === 'keys' &&
        SECRETS.map(({ name, description }) => (
          <SecretField
            key={name}
            name={name}
            description={description}
            options={options}
            onOptionsChange={onOptionsChange}
          />
        ))}
      <TextField
        label={labels.defaultRegion}
        description="The region that is asked, for example us-east-1."
        placeholder="us-east-1"
        value={jsonData.defaultRegion ?? ''}
        findProblem={findRegionProblem}
        onCommit={(defaultRegion) => onOptionsChange(withSettings(options, { defaultRegion }))}
      />
      <TextField
        label={labels.endpoint}
        description="One address for all services, as moto and LocalStack offer it. Leave empty for AWS itself."
        placeholder="http://localhost:5000"
        value={jsonData.endpoint ?? ''}
        findProblem={findEndpointProblem}
        onCommit={(endpoint) => onOptionsChange(withSettings(options, { endpoint }))}
      />
    </ConfigSection>
  );
}
