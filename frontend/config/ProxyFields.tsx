import { ConfigSubSection } from '@grafana/plugin-ui';

import { ChoiceField } from '../inputs/ChoiceField';
import { TextField } from '../inputs/TextField';
import { selectors } from '../selectors';
import { findAddressProblem, required } from './problems';
import { findProxyTypeProblem, PROXY_TYPES, type ProxyType, readProxyType } from './proxy';
import { SecretField } from './SecretField';
import { type SectionProps, withSettings } from './settings';

const labels = selectors.config.aws;

const NAMES: Record<ProxyType, { label: string; description: string }> = {
  env: { label: 'Environment', description: "What the plugin's environment says: HTTPS_PROXY, HTTP_PROXY, NO_PROXY" },
  none: { label: 'None', description: 'Straight to AWS, whatever the environment says' },
  url: { label: 'Address', description: 'A proxy of this data source' },
};

const OPTIONS = PROXY_TYPES.map((value) => ({ ...NAMES[value], value }));

const findUrlProblem = required("Enter the proxy's address", findAddressProblem);

/** The proxy on the way to AWS. */
export function ProxyFields({ options, onOptionsChange }: SectionProps) {
  const { proxyUrl = '', proxyUsername = '' } = options.jsonData;
  const proxyType = readProxyType(options.jsonData);
  return (
    <ConfigSubSection title={labels.proxy} description="The way that requests to AWS take.">
      <ChoiceField
        label={labels.proxyType}
        description="Which proxy is used."
        options={OPTIONS}
        value={proxyType}
        problem={findProxyTypeProblem(proxyType)}
        onCommit={(chosen) => onOptionsChange(withSettings(options, { proxyType: chosen }))}
      />
      {proxyType === 'url' && (
        <>
          <TextField
            label={labels.proxyUrl}
            description="Without user and password, which have fields of their own."
            placeholder="http://proxy.example.com:3128"
            value={proxyUrl}
            findProblem={findUrlProblem}
            onCommit={(text) => onOptionsChange(withSettings(options, { proxyUrl: text }))}
          />
          <TextField
            label={labels.proxyUsername}
            description="Only where the proxy asks for one."
            value={proxyUsername}
            onCommit={(text) => onOptionsChange(withSettings(options, { proxyUsername: text }))}
          />
          <SecretField name="proxyPassword" options={options} onOptionsChange={onOptionsChange} />
        </>
      )}
    </ConfigSubSection>
  );
}
