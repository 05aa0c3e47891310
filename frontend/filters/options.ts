/** What a dashboard's filters can be: columns, and values that some of them have. */
import { type MetricFindValue } from '@grafana/data';

import { type ColumnValues } from '../catalogue/values';
import { readList, readObject, readText } from '../json';
import { migrateQuery } from '../query/migrate';

/** Reads the answer of the route `filter-keys`. */
export function readFilterKeys(answer: unknown): MetricFindValue[] {
  return readList(readObject(answer, 'the filters'), 'keys', (item) => ({
    text: readText(readObject(item, 'a filter'), 'key'),
  }));
}

export function valuesAsOptions({ values }: ColumnValues): MetricFindValue[] {
  return values.map((text) => ({ text }));
}

/** Returns the tables that queries ask, or undefined where one says so in SQL, which only the backend reads. */
export function tablesOf(queries: readonly unknown[]): string[] | undefined {
  const tables = queries.map((saved) => {
    const migration = migrateQuery(saved);
    return migration.ok && migration.query.mode === 'builder' ? migration.query.table : '';
  });
  return tables.length === 0 || tables.includes('') ? undefined : [...new Set(tables)];
}
