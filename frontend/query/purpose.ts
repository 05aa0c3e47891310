/** What a query's rows are for, and the columns of the result it names for that. */
import { type BuilderQuery, type PostureQuery } from './model';

/** Returns the query with only those of the named columns that the result has. */
export function keepColumns(query: BuilderQuery, result: string[]): BuilderQuery {
  const kept = (name: string | null) => (name !== null && result.includes(name) ? name : null);
  switch (query.queryType) {
    case 'variable':
      return { ...query, valueColumn: kept(query.valueColumn), textColumn: kept(query.textColumn) };
    case 'annotation':
      return {
        ...query,
        timeEndColumn: kept(query.timeEndColumn),
        titleColumn: kept(query.titleColumn),
        textColumn: kept(query.textColumn),
        tagColumns: query.tagColumns.filter((name) => result.includes(name)),
      };
    default:
      return query;
  }
}

/** Whether the query says enough to be sent, for every request may cost. */
export function isComplete(query: PostureQuery): boolean {
  if (query.mode === 'sql') {
    return query.sql.trim() !== '';
  }
  if (query.table === '') {
    return false;
  }
  switch (query.queryType) {
    case 'variable':
      // Until a column is chosen these would be the first rows of a table, for values that nobody wants.
      return (
        Boolean(query.valueColumn) || [query.columns, query.groupBy, query.aggregates].some((part) => part.length > 0)
      );
    case 'annotation':
      return Boolean(query.timeColumn);
    default:
      return true;
  }
}
