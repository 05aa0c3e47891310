import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { Combobox, MultiCombobox } from '@grafana/ui';
import { useId } from 'react';

import { type Table } from '../../catalogue/catalogue';
import { selectors } from '../../selectors';
import { type BuilderQuery } from '../model';
import { columnOptions } from './options';
import { isGrouped, startOn, withColumns } from './shape';

const labels = selectors.builder;

// Combobox values are text; no column has an empty name.
const NO_TIME_COLUMN = { value: '', label: labels.noTimeColumn };

interface Props {
  query: BuilderQuery;
  tables: Table[];
  /** The query's table, if the catalogue has it. */
  table: Table | undefined;
  onRun: (query: BuilderQuery) => void;
}

/** The table, its time column, and the columns of a plain list. */
export function SourceRow({ query, tables, table, onRun }: Props) {
  const [tableId, timeId, columnsId] = [useId(), useId(), useId()];
  const problem = table === undefined ? `There is no table ${query.table}` : undefined;
  const startOnNamed = (name: string) => {
    const chosen = tables.find((candidate) => candidate.name === name);
    if (chosen !== undefined && name !== query.table) {
      onRun(startOn(query, chosen));
    }
  };
  return (
    <EditorRow>
      <EditorField
        label={labels.table}
        width={30}
        invalid={problem !== undefined}
        error={problem}
        tooltip={table?.description}
      >
        <Combobox
          id={tableId}
          options={tables.map(({ name, description }) => ({ value: name, description }))}
          value={query.table}
          onChange={(option) => startOnNamed(option.value)}
        />
      </EditorField>
      <EditorField
        label={labels.timeColumn}
        width={25}
        tooltip="Rows count whose time lies within the dashboard's time range. None shows the present state whatever the range."
      >
        <Combobox
          id={timeId}
          options={[NO_TIME_COLUMN, ...columnOptions(table?.columns.filter(({ type }) => type === 'time') ?? [])]}
          value={query.timeColumn ?? NO_TIME_COLUMN.value}
          onChange={(option) => onRun({ ...query, timeColumn: option.value === '' ? null : option.value })}
        />
      </EditorField>
      {!isGrouped(query) && (
        <EditorField label={labels.columns} width={30}>
          <MultiCombobox
            id={columnsId}
            width="auto"
            minWidth={30}
            maxWidth={90}
            isClearable
            createCustomValue={table?.tagColumn != null}
            placeholder="All columns"
            options={columnOptions(table?.columns ?? [])}
            value={query.columns}
            onChange={(options) =>
              onRun(
                withColumns(
                  query,
                  options.map(({ value }) => value)
                )
              )
            }
          />
        </EditorField>
      )}
    </EditorRow>
  );
}
