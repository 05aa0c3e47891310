import { EditorField } from '@grafana/plugin-ui';
import { Combobox } from '@grafana/ui';
import { useId } from 'react';

import { type Table } from '../../catalogue/catalogue';
import { selectors } from '../../selectors';
import { type BuilderQuery } from '../model';
import { columnOptions } from './options';

const labels = selectors.builder;

// Combobox values are text; no column has an empty name.
const NO_TIME_COLUMN = { value: '', label: labels.noTimeColumn };

interface Props {
  query: BuilderQuery;
  table: Table | undefined;
  onRun: (query: BuilderQuery) => void;
}

/** The column that lies within the dashboard's range; annotations have one always. */
export function TimeColumnField({ query, table, onRun }: Props) {
  const id = useId();
  const times = columnOptions(table?.columns.filter(({ type }) => type === 'time') ?? []);
  const isRequired = query.queryType === 'annotation';
  const isMissing = isRequired && !query.timeColumn;
  return (
    <EditorField
      label={labels.timeColumn}
      width={25}
      invalid={isMissing}
      error={isMissing ? 'An annotation needs a time' : undefined}
      tooltip="Rows count whose time lies within the dashboard's time range. None shows the present state whatever the range."
    >
      <Combobox
        id={id}
        options={isRequired ? times : [NO_TIME_COLUMN, ...times]}
        value={query.timeColumn ?? (isRequired ? null : NO_TIME_COLUMN.value)}
        onChange={(option) => onRun({ ...query, timeColumn: option.value === '' ? null : option.value })}
      />
    </EditorField>
  );
}
