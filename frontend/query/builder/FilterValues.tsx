import { MultiCombobox } from '@grafana/ui';
import { useId } from 'react';

import { type Column } from '../../catalogue/catalogue';
import { NamedCombobox } from '../../inputs/NamedCombobox';
import { type FilterDraft, valuesTaken } from './drafts';
import { valueOptions } from './options';

interface Props {
  name: string;
  draft: FilterDraft;
  column: Column | undefined;
  variables: string[];
  onChange: (values: string[]) => void;
}

/** The values of a filter, as many as its operator takes. */
export function FilterValues({ name, draft, column, variables, onChange }: Props) {
  const id = useId();
  const options = valueOptions(column, variables);
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
          <MultiCombobox
            aria-labelledby={id}
            width="auto"
            minWidth={30}
            maxWidth={48}
            placeholder="Values"
            createCustomValue
            options={options}
            value={draft.values.map((value) => ({ value }))}
            onChange={(chosen) => onChange(chosen.map(({ value }) => value))}
          />
          <span hidden id={id}>
            {name}
          </span>
        </div>
      );
  }
}
