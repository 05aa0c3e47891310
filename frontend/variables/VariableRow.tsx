import { EditorRow } from '@grafana/plugin-ui';

import { type Table } from '../catalogue/catalogue';
import { takesTypedColumns } from '../query/builder/options';
import { ColumnField } from '../query/ColumnField';
import { type PostureQuery, type VariableQuery } from '../query/model';
import { selectors } from '../selectors';
import { type VariableColumns, variableOptions, withVariableColumns } from './variableColumns';

const labels = selectors.variable;

interface Props {
  query: VariableQuery;
  /** The builder's table, if the catalogue has it. */
  table: Table | undefined;
  onRun: (query: PostureQuery) => void;
}

/** What queries are given for a choice, and what people see of it. */
export function VariableRow({ query, table, onRun }: Props) {
  const { valueColumn, textColumn } = query;
  const shared = { options: variableOptions(query, table), customValues: takesTypedColumns(table) };
  const change = (next: Partial<VariableColumns>) =>
    onRun(withVariableColumns(query, { valueColumn, textColumn, ...next }));
  return (
    <EditorRow>
      <ColumnField
        label={labels.valueColumn}
        tooltip="What the variable stands for in a query. The builder asks for each value once."
        placeholder={query.mode === 'sql' ? 'First column' : 'Choose a column'}
        value={valueColumn}
        onCommit={(column) => change({ valueColumn: column })}
        {...shared}
      />
      <ColumnField
        label={labels.textColumn}
        tooltip="What people choose by, such as a name in place of an id."
        placeholder="Same as the value"
        value={textColumn}
        onCommit={(column) => change({ textColumn: column })}
        {...shared}
      />
    </EditorRow>
  );
}
