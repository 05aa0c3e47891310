import { ConfigSection } from '@grafana/plugin-ui';

import { selectors } from '../selectors';
import { AuthTypeField } from './AuthTypeField';
import { CredentialFields } from './CredentialFields';
import { EndpointFields } from './EndpointFields';
import { showsProxy } from './proxy';
import { ProxyFields } from './ProxyFields';
import { type SectionProps } from './settings';

const labels = selectors.config.aws;

interface Props extends SectionProps {
  /** Whether the sandbox stands in for AWS, so that nothing here matters. */
  unused: boolean;
}

/** How AWS is reached: who asks, at which address, by which way. */
export function AwsSection({ unused, ...section }: Props) {
  if (unused) {
    return (
      <ConfigSection title={labels.title} description="Not used while the sandbox is on.">
        {null}
      </ConfigSection>
    );
  }
  return (
    <ConfigSection
      title={labels.title}
      description="The plugin only reads. It needs the read permissions of the services whose tables you query."
    >
      <AuthTypeField {...section} />
      <CredentialFields {...section} />
      <EndpointFields {...section} />
      {showsProxy(section.options) && <ProxyFields {...section} />}
    </ConfigSection>
  );
}
