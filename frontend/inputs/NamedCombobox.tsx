import { Combobox } from '@grafana/ui';
import { useCallback, useId } from 'react';

import { beginningWith, type Options, withCurrent } from './options';

interface Props {
  /** What screen readers call it; rows of a list have no label of their own to be seen. */
  name: string;
  options: Options;
  value: string;
  width: number;
  placeholder?: string;
  customValues?: boolean;
  onChange: (value: string) => void;
}

/** A drop-down list for one value, named but without a visible label. */
export function NamedCombobox({ name, options, value, width, placeholder, customValues = false, onChange }: Props) {
  const id = useId();
  const find = typeof options === 'function' ? options : null;
  // The list waits for a pause in typing, and begins to wait anew for another function.
  const findWithCurrent = useCallback(
    async (typed: string) => {
      const found = (await find?.(typed)) ?? [];
      return typed === '' ? beginningWith(found, value) : found;
    },
    [find, value]
  );
  return (
    <div>
      <Combobox
        aria-labelledby={id}
        createCustomValue={customValues}
        onChange={(option) => onChange(option.value)}
        options={typeof options === 'function' ? findWithCurrent : withCurrent(options, value)}
        placeholder={placeholder}
        value={value === '' ? null : value}
        width={width}
      />
      <span hidden id={id}>
        {name}
      </span>
    </div>
  );
}
