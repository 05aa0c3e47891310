import { Field, SecretInput } from '@grafana/ui';
import { useId } from 'react';

import { useDraft } from '../inputs/useDraft';
import { selectors } from '../selectors';
import { type SecretName, type SectionProps, withoutSecret, withSecret } from './settings';

const DESCRIPTIONS: Record<SecretName, string> = {
  accessKey: 'Begins with AKIA, or with ASIA for temporary credentials.',
  secretKey: 'Stored encrypted; it never comes back to the browser.',
  sessionToken: 'Only for temporary credentials.',
  proxyPassword: 'Only where the proxy asks for one. Stored encrypted.',
};

interface Props extends SectionProps {
  name: SecretName;
}

/** One secret: write-only, with a reset once it is saved. */
export function SecretField({ name, options, onOptionsChange }: Props) {
  const id = useId();
  const draft = useDraft(options.secureJsonData?.[name] ?? '', (text) =>
    onOptionsChange(withSecret(options, name, text.trim()))
  );
  return (
    <Field label={selectors.config.aws[name]} description={DESCRIPTIONS[name]}>
      <SecretInput
        id={id}
        width={60}
        autoComplete="off"
        isConfigured={Boolean(options.secureJsonFields[name])}
        onReset={() => onOptionsChange(withoutSecret(options, name))}
        {...draft}
      />
    </Field>
  );
}
