/** Switching a query between builder and SQL. Only the backend makes SQL, so nothing is carried over but the options. */
import { type BuilderQuery, type Mode, newQuery, type PostureQuery, type SqlQuery } from './model';
import { keepColumns } from './purpose';

export function switchMode(query: PostureQuery, mode: Mode): PostureQuery {
  if (query.mode === mode) {
    return query;
  }
  return query.mode === 'builder' ? toSql(query) : toBuilder(query);
}

/** Whether switching away from the query's mode would lose something somebody made. */
export function losesWork(query: PostureQuery): boolean {
  if (query.mode === 'sql') {
    return query.sql.trim() !== '';
  }
  const parts = [query.columns, query.filters, query.groupBy, query.aggregates, query.orderBy];
  return parts.some((part) => part.length > 0);
}

function toSql(builder: BuilderQuery): SqlQuery {
  const unnamed = keepColumns(builder, []);
  const { mode, table, columns, filters, groupBy, aggregates, orderBy, limit, timeColumn, ...shared } = unnamed;
  return shared.queryType === 'annotation'
    ? { ...shared, timeColumn: null, mode: 'sql', sql: '' }
    : { ...shared, mode: 'sql', sql: '' };
}

function toBuilder({ mode, sql, ...shared }: SqlQuery): BuilderQuery {
  return keepColumns({ ...newQuery(), ...shared, timeColumn: null, mode: 'builder' }, []);
}
