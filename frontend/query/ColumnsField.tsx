import { EditorField } from '@grafana/plugin-ui';
import { type ComboboxOption } from '@grafana/ui';
import { useId } from 'react';

import { ListCombobox } from '../inputs/ListCombobox';

interface Props {
  label: string;
  tooltip: string;
  placeholder: string;
  value: string[];
  /** The result's columns; undefined where only the backend knows them, so that names are typed. */
  options: ComboboxOption[] | undefined;
  customValues?: boolean;
  onCommit: (columns: string[]) => void;
}

/** Several columns of the result. */
export function ColumnsField({ label, tooltip, placeholder, value, options, customValues, onCommit }: Props) {
  const id = useId();
  return (
    <EditorField label={label} htmlFor={id} tooltip={tooltip}>
      <ListCombobox
        id={id}
        minWidth={25}
        maxWidth={60}
        isClearable
        customValues={options === undefined || customValues}
        placeholder={placeholder}
        options={options ?? []}
        value={value}
        onChange={onCommit}
      />
    </EditorField>
  );
}
