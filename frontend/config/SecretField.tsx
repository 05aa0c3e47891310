import { Field, SecretInput } from '@grafana/ui';
import { useId } from 'react';

import { useDraft } from '../inputs/useDraft';
import { selectors } from '../selectors';
import { type Options, type SecretName, withoutSecret, withSecret } from './settings';

interface Props {
  name: SecretName;
  description: string;
  options: Options;
  onOptionsChange: (options: Options) => void;
}

/** One secret: write-only, with a reset once it is saved. */
export function SecretField({ name, description, options, onOptionsChange }: Props) {
  const id = useId();
  const draft = useDraft(options.secureJsonData?.[name] ?? '', (text) =>
    onOptionsChange(withSecret(options, name, text.trim()))
  );
  return (
    <Field label={selectors.config.aws[name]} description={description}>
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
