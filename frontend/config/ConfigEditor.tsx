import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { DataSourceDescription } from '@grafana/plugin-ui';
import { Divider } from '@grafana/ui';

import { selectors } from '../selectors';
import { AccountsSection } from './AccountsSection';
import { AwsSection } from './AwsSection';
import { SandboxSection } from './SandboxSection';
import { type PostureSecrets, type PostureSettings, readSandbox } from './settings';
import { SpendSection } from './SpendSection';

const DOCUMENTATION = 'https://github.com/bulwark/awsposture';

export function ConfigEditor({
  options,
  onOptionsChange,
}: DataSourcePluginOptionsEditorProps<PostureSettings, PostureSecrets>) {
  return (
    <div data-testid={selectors.testIds.configEditor}>
      <DataSourceDescription dataSourceName="AWS Posture" docsLink={DOCUMENTATION} hasRequiredFields={false} />
      <Divider />
      <SandboxSection options={options} onOptionsChange={onOptionsChange} />
      <Divider />
      <AwsSection options={options} onOptionsChange={onOptionsChange} unused={readSandbox(options.jsonData).enabled} />
      <Divider />
      <AccountsSection options={options} onOptionsChange={onOptionsChange} />
      <Divider />
      <SpendSection options={options} onOptionsChange={onOptionsChange} />
    </div>
  );
}
