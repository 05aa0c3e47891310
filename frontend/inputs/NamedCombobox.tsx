import { Combobox, type ComboboxOption } from '@grafana/ui';
import { useId } from 'react';

interface Props {
  /** What screen readers call it; rows of a list have no label of their own to be seen. */
  name: string;
  options: ComboboxOption[];
  value: string;
  width: number;
  placeholder?: string;
  customValues?: boolean;
  onChange: (value: string) => void;
}

/** A drop-down list for one value, named but without a visible label. */
export function NamedCombobox({ name, options, value, width, placeholder, customValues = false, onChange }: Props) {
  const id = useId();
  return (
    <div>
      <Combobox
        aria-labelledby={id}
        createCustomValue={customValues}
        onChange={(option) => onChange(option.value)}
        options={options}
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
