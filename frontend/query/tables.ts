/** Which tables a query asks. */
import { type Catalogue, type Table } from '../catalogue/catalogue';
import { type PostureQuery } from './model';

/** Returns the table of a builder's query, or those that a statement names. */
export function tablesOf(query: PostureQuery, catalogue: Catalogue): Table[] {
  return query.mode === 'sql'
    ? tablesIn(query.sql, catalogue)
    : catalogue.tables.filter(({ name }) => name === query.table);
}

/** Returns the tables whose names are words of a statement. */
export function tablesIn(statement: string, { tables }: Catalogue): Table[] {
  const words = new Set(statement.toLowerCase().match(/\w+/g));
  return tables.filter(({ name }) => words.has(name));
}
