import { useId } from 'react';

import { type Column } from '../../catalogue/catalogue';
import { ListCombobox } from '../../inputs/ListCombobox';
import { NamedCombobox } from '../../inputs/NamedCombobox';
import { type FilterDraft, valuesTaken } from './drafts';
import { useValueOptions, type ValueSource } from './useValueOptions';

interface Props {
  name: string;
  draft: FilterDraft;
  /** The table's name. */
  table: string;
  column: Column | undefined;
  source: ValueSource;
  onChange: (values: string[]) => void;
}

/** The values of a filter, as many as its operator takes. */
export function FilterValues({ name, draft, table, column, source, onChange }: Props) {
  const id = useId();
  const options = useValueOptions(source, table, column);
  switch (valuesTaken(draft.operator)) {
    case 'none':
      return null;
    case 'one':
      return (
        <NamedCombobox
          name={name}
          width={30}
          placeholder="Value"
          customValues
          options={options}
          value={draft.values[0] ?? ''}
          onChange={(value) => onChange([value])}
        />
      );
    case 'several':
      return (
        <div>
          <ListCombobox
            aria-labelledby={id}
            minWidth={30}
            maxWidth={48}
            placeholder="Values"
            customValues
            options={options}
            value={draft.values}
            onChange={onChange}
          />
          <span hidden id={id}>
            {name}
          </span>
        </div>
      );
  }
}
