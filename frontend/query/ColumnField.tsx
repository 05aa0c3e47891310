import { EditorField } from '@grafana/plugin-ui';
import { Combobox, type ComboboxOption, Input } from '@grafana/ui';
import { useId } from 'react';

import { withCurrent } from '../inputs/options';
import { useDraft } from '../inputs/useDraft';

interface Props {
  label: string;
  tooltip: string;
  /** What no column means. */
  placeholder: string;
  value: string | null;
  /** The result's columns; undefined where only the backend knows them, so that names are typed. */
  options: ComboboxOption[] | undefined;
  customValues?: boolean;
  onCommit: (column: string | null) => void;
}

/** One column of the result, or none. */
export function ColumnField({ label, tooltip, placeholder, value, options, customValues, onCommit }: Props) {
  const id = useId();
  const commit = (name: string) => onCommit(name.trim() || null);
  const draft = useDraft(value ?? '', commit);
  return (
    <EditorField label={label} htmlFor={id} tooltip={tooltip}>
      {options === undefined ? (
        <Input id={id} width={25} placeholder={placeholder} {...draft} />
      ) : (
        <Combobox
          id={id}
          width={25}
          isClearable
          createCustomValue={customValues}
          placeholder={placeholder}
          options={withCurrent(options, value ?? '')}
          value={value || null}
          onChange={(option) => commit(option?.value ?? '')}
        />
      )}
    </EditorField>
  );
}
