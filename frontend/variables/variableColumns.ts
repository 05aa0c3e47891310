/** The columns that make a variable's values, and what the builder asks so that each value comes once. */
import { type ComboboxOption } from '@grafana/ui';
import { isEqual } from 'lodash';

import { type Table } from '../catalogue/catalogue';
import { columnOptions, namesAsOptions } from '../query/builder/options';
import { resultName, withGroupBy } from '../query/builder/shape';
import {
  type BuilderQuery,
  type OrderBy,
  type PostureQuery,
  type VariablePurpose,
  type VariableQuery,
} from '../query/model';

export type VariableColumns = Pick<VariablePurpose, 'valueColumn' | 'textColumn'>;

/** Returns what a builder query can take values from: the table's columns, since it groups by them, and aggregates. */
export function variableOptions(query: VariableQuery, table: Table | undefined): ComboboxOption[] | undefined {
  return query.mode === 'sql'
    ? undefined
    : [...columnOptions(table?.columns ?? []), ...namesAsOptions(query.aggregates.map(resultName))];
}

/** Changes the columns; the builder then groups by them, and in their order unless another was asked for. */
export function withVariableColumns(query: VariableQuery, columns: VariableColumns): PostureQuery {
  const orderBy = orderOf(columns);
  if (query.mode === 'sql' || orderBy.length === 0) {
    return { ...query, ...columns };
  }
  const grouped = groupedBy({ ...query, ...columns }, columns);
  const isOrderOwn = grouped.orderBy.length === 0 || isEqual(query.orderBy, orderOf(query));
  return isOrderOwn ? { ...grouped, orderBy } : grouped;
}

function groupedBy(query: BuilderQuery, { valueColumn, textColumn }: VariableColumns): BuilderQuery {
  const named = new Set([valueColumn, textColumn].flatMap((name) => (name ? [name] : [])));
  const aggregates = query.aggregates.map(resultName);
  const columns = [...named].filter((name) => !aggregates.includes(name));
  const groupOf = (column: string) => query.groupBy.find((group) => group.column === column) ?? { column };
  return columns.length === 0 ? query : withGroupBy(query, columns.map(groupOf));
}

/** The order in which people look for a choice. */
function orderOf({ valueColumn, textColumn }: VariableColumns): OrderBy[] {
  const shown = textColumn || valueColumn;
  return shown ? [{ column: shown, descending: false }] : [];
}
