import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { Combobox } from '@grafana/ui';
import { useId } from 'react';

import { type Table } from '../../catalogue/catalogue';
import { ListCombobox } from '../../inputs/ListCombobox';
import { selectors } from '../../selectors';
import { type BuilderQuery } from '../model';
import { columnOptions, describeTable, tableOptions, takesTypedColumns } from './options';
import { isGrouped, startOn, withColumns } from './shape';
import { TimeColumnField } from './TimeColumnField';

const labels = selectors.builder;

interface Props {
  query: BuilderQuery;
  tables: Table[];
  /** The query's table, if the catalogue has it. */
  table: Table | undefined;
  onRun: (query: BuilderQuery) => void;
}

/** The table, its time column, and the columns of a plain list. */
export function SourceRow({ query, tables, table, onRun }: Props) {
  const [tableId, columnsId] = [useId(), useId()];
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
        tooltip={table && describeTable(table)}
      >
        <Combobox
          id={tableId}
          options={tableOptions(tables)}
          value={query.table}
          onChange={(option) => startOnNamed(option.value)}
        />
      </EditorField>
      <TimeColumnField query={query} table={table} onRun={onRun} />
      {!isGrouped(query) && (
        <EditorField label={labels.columns} width={30}>
          <ListCombobox
            id={columnsId}
            minWidth={30}
            maxWidth={90}
            isClearable
            customValues={takesTypedColumns(table)}
            placeholder="All columns"
            options={columnOptions(table?.columns ?? [])}
            value={query.columns}
            onChange={(columns) => onRun(withColumns(query, columns))}
          />
        </EditorField>
      )}
    </EditorRow>
  );
}
