import { readSavedQuery, savedQueryNames } from '../testing/savedQueries';
import { migrateQuery } from './migrate';

function migrated(saved: unknown) {
  const migration = migrateQuery(saved);
  if (!migration.ok) {
    throw new Error(migration.problem);
  }
  return migration.query;
}

const current = savedQueryNames().filter((name) => !name.startsWith('version_'));

it.each(current)('%s of the current version keeps every member it was saved with', (name) => {
  const saved = readSavedQuery(name);
  const numbersAsText = (_: string, value: unknown) => (value === 70 ? '70' : value);
  expect(migrated(saved)).toMatchObject(JSON.parse(JSON.stringify(saved), numbersAsText));
});

it('a complete query comes out as it went in', () => {
  const saved = readSavedQuery('builder_count_by_severity_over_time');
  expect(migrated(saved)).toStrictEqual(saved);
});

it('members a builder query was saved without are filled in', () => {
  expect(migrated(readSavedQuery('builder_least'))).toStrictEqual({
    refId: 'A',
    schemaVersion: 1,
    mode: 'builder',
    table: 'securityhub_findings',
    columns: [],
    filters: [],
    groupBy: [],
    aggregates: [],
    orderBy: [],
    limit: null,
    timeColumn: null,
    format: 'auto',
  });
});

it('columns a variable was saved without are those the backend takes by itself', () => {
  expect(migrated({ mode: 'sql', sql: 'SELECT 1', queryType: 'variable' })).toMatchObject({
    queryType: 'variable',
    valueColumn: null,
    textColumn: null,
  });
});

it('an annotation in SQL names its time, one of the builder has it already', () => {
  const named = { queryType: 'annotation', timeColumn: 'created_at' };
  const columns = { ...named, timeEndColumn: null, titleColumn: null, textColumn: null, tagColumns: [] };
  expect(migrated({ mode: 'sql', sql: 'SELECT 1', ...named })).toMatchObject({ mode: 'sql', ...columns });
  expect(migrated({ mode: 'builder', ...named })).toMatchObject({ mode: 'builder', ...columns });
});

it.each([undefined, null, ''])('a query of the type %j is one of a panel', (queryType) => {
  expect(migrated({ mode: 'sql', sql: 'SELECT 1', queryType })).not.toHaveProperty('valueColumn');
});

it('filters that came along from a dashboard stay', () => {
  const adHocFilters = [{ column: 'severity', operator: 'in', values: ['HIGH', 'LOW'] }];
  expect(migrated({ mode: 'sql', sql: 'SELECT 1', adHocFilters })).toMatchObject({ adHocFilters });
});

it("members of Grafana's own stay, whatever the rows are for", () => {
  const own = { hide: true, key: 'Q-1', datasource: { uid: 'posture' } };
  expect(migrated({ mode: 'sql', sql: 'SELECT 1', queryType: 'variable', ...own })).toMatchObject(own);
});

it('values that are numbers become text', () => {
  expect(migrated(readSavedQuery('builder_values_of_other_types'))).toMatchObject({
    filters: [
      { column: 'severity_normalized', operator: '>=', values: ['70'] },
      { column: 'fix_available', operator: 'is not null', values: [] },
    ],
  });
});

it('version 0 with SQL becomes an SQL query', () => {
  expect(migrated(readSavedQuery('version_0_sql'))).toStrictEqual({
    refId: 'A',
    schemaVersion: 1,
    mode: 'sql',
    sql: 'SELECT title FROM securityhub_findings LIMIT 10',
    format: 'table',
  });
});

it('version 0 without SQL becomes a builder query', () => {
  expect(migrated(readSavedQuery('version_0_builder'))).toMatchObject({
    schemaVersion: 1,
    mode: 'builder',
    table: 'securityhub_findings',
    limit: 10,
  });
});

it('the saved query is never changed', () => {
  const saved = Object.freeze({ refId: 'A', sql: 'SELECT 1' });
  migrateQuery(saved);
  expect(saved).toStrictEqual({ refId: 'A', sql: 'SELECT 1' });
});

it('an unknown version is an error that names it', () => {
  expect(migrateQuery(readSavedQuery('version_unknown'))).toStrictEqual({
    ok: false,
    problem: 'it was saved with schema version 99, which this version of the plugin does not know; update the plugin',
  });
});

it.each([
  ['a query that is no object', [], 'a query must be an object'],
  ['an unknown mode', { schemaVersion: 1, mode: 'yaml' }, '"mode" is "yaml", which is none of: builder, sql'],
  ['SQL that is no text', { schemaVersion: 1, mode: 'sql', sql: 5 }, '"sql" must be text'],
  ['columns that are no list', { schemaVersion: 1, mode: 'builder', columns: 'title' }, '"columns" must be a list'],
  [
    'an operator that does not exist',
    { mode: 'builder', filters: [{ column: 'title', operator: 'like', values: [] }] },
    '"operator" is "like", which is none of: =, !=, in, not in, starts with, contains, <, <=, >, >=, is null, is not null',
  ],
  ['a limit that is no count', { mode: 'builder', limit: -1 }, '"limit" must be a whole number'],
  [
    'an unknown type',
    { mode: 'sql', sql: '', queryType: 'traces' },
    '"queryType" is "traces", which is none of: variable, annotation',
  ],
  [
    'a value column that is no text',
    { mode: 'sql', sql: '', queryType: 'variable', valueColumn: 1 },
    '"valueColumn" must be text',
  ],
  [
    'tag columns that are no list',
    { mode: 'sql', sql: '', queryType: 'annotation', tagColumns: 'severity' },
    '"tagColumns" must be a list',
  ],
  ['an ad hoc filter without a column', { mode: 'sql', adHocFilters: [{}] }, '"column" must be text'],
  [
    'an inherited member in place of a mode',
    { schemaVersion: 1, mode: 'constructor' },
    '"mode" is "constructor", which is none of: builder, sql',
  ],
])('%s is an error that says so', (_, saved, problem) => {
  expect(migrateQuery(saved)).toStrictEqual({ ok: false, problem });
});
