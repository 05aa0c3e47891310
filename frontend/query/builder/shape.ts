/**
 * What a builder query asks for as a whole: rows or groups, and the changes that keep its parts in step.
 *
 * A query is either a plain list of rows (columns, a limit) or groups with aggregates. Going from one to the other
 * drops what has no meaning there: the columns, the limit that would cut groups off, and orders by names that the
 * result no longer has.
 */
import { type Catalogue, type Table } from '../../catalogue/catalogue';
import { type Aggregate, type BuilderQuery, type GroupBy, type PostureQuery } from '../model';
import { keepColumns } from '../purpose';

/** How many rows a new list asks for: enough to look at, and cheap to fetch. */
const LIST_LIMIT = 100;

/** Returns the query begun anew on a table. */
export function startOn(query: BuilderQuery, table: Table): BuilderQuery {
  const firstTime = table.columns.find(({ type }) => type === 'time')?.name ?? null;
  return {
    ...keepColumns(query, []),
    table: table.name,
    columns: [],
    filters: [],
    groupBy: [],
    aggregates: [],
    orderBy: [],
    limit: LIST_LIMIT,
    // An annotation has a time whatever the table.
    timeColumn: table.defaultTimeColumn ?? (query.queryType === 'annotation' ? firstTime : null),
  };
}

/**
 * Returns the query as the editor shows it: a new one on the catalogue's first table. It is only saved with the
 * user's first change or run, so opening an editor never changes a dashboard.
 */
export function withFirstTable(query: PostureQuery, catalogue: Catalogue | undefined): PostureQuery {
  const first = catalogue?.tables[0];
  return query.mode === 'builder' && query.table === '' && first !== undefined ? startOn(query, first) : query;
}

export function isGrouped({ groupBy, aggregates }: BuilderQuery): boolean {
  return groupBy.length > 0 || aggregates.length > 0;
}

export function withGroupBy(query: BuilderQuery, groupBy: GroupBy[]): BuilderQuery {
  return keepInStep(query, { ...query, groupBy });
}

export function withColumns(query: BuilderQuery, columns: string[]): BuilderQuery {
  return keepInStep(query, { ...query, columns });
}

/** Changes the aggregates; an order by the name of one follows when it is renamed. */
export function withAggregates(query: BuilderQuery, aggregates: Aggregate[]): BuilderQuery {
  const renamed = new Map(
    query.aggregates.length === aggregates.length
      ? query.aggregates.map((before, index) => [resultName(before), resultName(aggregates[index] ?? before)])
      : []
  );
  const orderBy = query.orderBy.map((order) => ({ ...order, column: renamed.get(order.column) ?? order.column }));
  return keepInStep(query, { ...query, aggregates, orderBy });
}

function keepInStep(before: BuilderQuery, after: BuilderQuery): BuilderQuery {
  const grouped = isGrouped(after);
  const changed = isGrouped(before) !== grouped;
  const next = {
    ...after,
    columns: grouped ? [] : after.columns,
    limit: changed ? (grouped ? null : LIST_LIMIT) : after.limit,
  };
  const names = resultColumns(next);
  const ordered = {
    ...next,
    orderBy: names === 'all' ? next.orderBy : next.orderBy.filter(({ column }) => names.includes(column)),
  };
  if (grouped && names !== 'all') {
    return keepColumns(ordered, names);
  }
  // A list has, beside its columns, whichever a variable or an annotation names.
  return changed ? keepColumns(ordered, []) : ordered;
}

/** Returns the names of the result's columns; `all` for those of the table. */
export function resultColumns(query: BuilderQuery): string[] | 'all' {
  if (isGrouped(query)) {
    return [...query.groupBy.map(({ column }) => column), ...query.aggregates.map(resultName)];
  }
  return query.columns.length > 0 ? query.columns : 'all';
}

export function resultName(aggregate: Aggregate): string {
  return aggregate.alias || madeName(aggregate);
}

/** Returns the name the backend gives to an aggregate without one. */
export function madeName({ function: name, column }: Aggregate): string {
  return column === '*' || column === '' ? name : `${name}_${column}`;
}
