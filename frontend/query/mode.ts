/** Switching a query between builder and SQL. Only the backend makes SQL, so nothing is carried over but the options. */
import { type BuilderQuery, type Mode, newQuery, type PostureQuery, type SqlQuery } from './model';

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
  const { mode, table, columns, filters, groupBy, aggregates, orderBy, limit, timeColumn, ...shared } = builder;
  return { ...shared, mode: 'sql', sql: '' };
}

function toBuilder({ mode, sql, ...shared }: SqlQuery): BuilderQuery {
  return { ...newQuery(), ...shared, mode: 'builder' };
}
