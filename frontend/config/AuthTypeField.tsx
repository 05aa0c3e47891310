import { Combobox, type ComboboxOption, Field } from '@grafana/ui';
import { useId } from 'react';

import { selectors } from '../selectors';
import { AUTH_TYPES, type AuthType } from './settings';

const NAMES: Record<AuthType, Omit<ComboboxOption, 'value'>> = {
  keys: { label: 'Access key', description: 'An access key saved with this data source' },
  default: { label: 'AWS SDK default', description: 'Environment, profile, container or instance role of the server' },
};

const OPTIONS = AUTH_TYPES.map((value) => ({ ...NAMES[value], value }));

interface Props {
  /** As saved, which may be a way of signing in that is not offered here. */
  value: string;
  onCommit: (authType: AuthType) => void;
}

export function AuthTypeField({ value, onCommit }: Props) {
  const id = useId();
  return (
    <Field label={selectors.config.aws.authType} description="Which credentials are used.">
      <Combobox<string>
        id={id}
        width={60}
        options={OPTIONS}
        value={value}
        onChange={(option) => {
          const chosen = AUTH_TYPES.find((candidate) => candidate === option.value);
          if (chosen !== undefined) {
            onCommit(chosen);
          }
        }}
      />
    </Field>
  );
}
