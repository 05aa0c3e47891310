import { HealthCheckError, HealthStatus } from '@grafana/runtime';

import plugin from './plugin.json';
import { type BuilderQuery, newQuery, type SqlQuery } from './query/model';
import { failsOnce, fakeDataSource } from './testing/dataSource';
import { readSavedQuery } from './testing/savedQueries';

const sql: SqlQuery = { refId: 'A', schemaVersion: 1, mode: 'sql', sql: 'SELECT 1', format: 'auto' };
const builder: BuilderQuery = { ...newQuery(), refId: 'A', table: 'securityhub_findings' };

/** Gives a saved query of another version to methods that Grafana calls with whatever a dashboard holds. */
function withSaved(name: string): SqlQuery {
  return Object.assign({ ...sql }, { schemaVersion: undefined }, readSavedQuery(name));
}

it.each([
  ['SQL', sql, true],
  ['a builder query with a table', builder, true],
  ['blank SQL', { ...sql, sql: ' \n' }, false],
  ['a builder query without a table', { ...builder, table: '' }, false],
  ['a hidden query', { ...sql, hide: true }, false],
  ['a query of an unknown version, so that the backend says so', withSaved('version_unknown'), true],
  ['a query of version 0', withSaved('version_0_sql'), true],
])('%s: sent or not', (_, query, isSent) => {
  expect(fakeDataSource().datasource.filterQuery(query)).toBe(isSent);
});

it('a new query means the same as one without members', () => {
  expect(fakeDataSource().datasource.getDefaultQuery()).toStrictEqual({
    schemaVersion: 1,
    mode: 'builder',
    table: '',
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

it('variables are put into SQL with quotes escaped', () => {
  const { datasource } = fakeDataSource([{ name: 'title', value: "O'Reilly" }]);
  const query = { ...sql, sql: "SELECT * FROM securityhub_findings WHERE title = '$title'" };
  expect(datasource.applyTemplateVariables(query, {})).toMatchObject({
    sql: "SELECT * FROM securityhub_findings WHERE title = 'O''Reilly'",
  });
});

it("the panel's interval is left to the backend", () => {
  const query = { ...sql, sql: 'SELECT $__timeGroup(created_at, $__interval)' };
  const scopedVars = { __interval: { text: '5m', value: '5m' }, __interval_ms: { text: '300000', value: 300000 } };
  expect(fakeDataSource().datasource.applyTemplateVariables(query, scopedVars)).toStrictEqual(query);
});

it('variables are put into the values of builder filters', () => {
  const { datasource } = fakeDataSource([{ name: 'severity', value: ['HIGH', 'LOW'], multi: true }]);
  const query: BuilderQuery = { ...builder, filters: [{ column: 'severity', operator: 'in', values: ['$severity'] }] };
  expect(datasource.applyTemplateVariables(query, {})).toMatchObject({
    filters: [{ column: 'severity', operator: 'in', values: ['HIGH', 'LOW'] }],
  });
});

it('a query of an unknown version reaches the backend as it was saved', () => {
  const saved = withSaved('version_unknown');
  expect(fakeDataSource().datasource.applyTemplateVariables(saved, {})).toBe(saved);
});

it("a dashboard's filters are sent with either mode, after those that came along to Explore", () => {
  const { datasource } = fakeDataSource([{ name: 'severity', value: 'HIGH' }]);
  const filters = [{ key: 'severity', operator: '=|', value: '$severity', values: ['$severity', 'LOW'] }];
  const sent = { column: 'severity', operator: 'in', values: ['HIGH', 'LOW'] };
  const kept = { column: 'region', operator: '=', values: ['eu-west-1'] };
  expect(datasource.applyTemplateVariables(sql, {}, filters)).toMatchObject({ adHocFilters: [sent] });
  expect(datasource.applyTemplateVariables({ ...builder, adHocFilters: [kept] }, {}, filters)).toMatchObject({
    adHocFilters: [kept, sent],
  });
});

it('without filters a query says nothing of them', () => {
  const { datasource } = fakeDataSource();
  expect(datasource.applyTemplateVariables(sql, {}, [])).toStrictEqual(sql);
  expect(datasource.applyTemplateVariables(sql, {})).toStrictEqual(sql);
});

it('a click on a value in Explore filters by it', () => {
  const { datasource } = fakeDataSource();
  const options = { key: 'severity', value: 'HIGH' };
  const filter = { column: 'severity', operator: '=', values: ['HIGH'] };
  expect(datasource.modifyQuery(sql, { type: 'ADD_FILTER', options })).toStrictEqual({
    ...sql,
    adHocFilters: [filter],
  });
  expect(datasource.modifyQuery(sql, { type: 'ADD_FILTER_OUT', options })).toStrictEqual({
    ...sql,
    adHocFilters: [{ ...filter, operator: '!=' }],
  });
  expect(datasource.modifyQuery(sql, { type: 'ADD_STRING_FILTER', options })).toBe(sql);
  expect(datasource.modifyQuery(sql, { type: 'ADD_FILTER' })).toBe(sql);
});

it('a dashboard can be filtered by the columns and values that the backend names', async () => {
  const { datasource, getResource } = fakeDataSource();
  expect(await datasource.getTagKeys({ filters: [] })).toStrictEqual({ data: [{ text: 'severity' }] });
  const values = await datasource.getTagValues({ key: 'severity', filters: [], queries: [builder] });
  expect(values).toStrictEqual({ data: [{ text: 'arn:one' }, { text: 'arn:two' }] });
  expect(getResource.mock.calls.map(([route, params]) => [route, params])).toStrictEqual([
    ['filter-keys', undefined],
    ['filter-values', { key: 'severity', tables: 'securityhub_findings' }],
  ]);
});

it('values are of all tables where a query is SQL', async () => {
  const { datasource, getResource } = fakeDataSource();
  await datasource.getTagValues({ key: 'severity', filters: [], queries: [builder, sql] });
  expect(getResource.mock.lastCall?.[1]).toStrictEqual({ key: 'severity' });
});

it('filters that cannot be loaded are none, with the reason', async () => {
  const { datasource } = fakeDataSource([], () => Promise.reject(new Error('throttled')));
  const failed = { data: [], error: { message: 'throttled' } };
  expect(await datasource.getTagKeys({ filters: [] })).toStrictEqual(failed);
  expect(await datasource.getTagValues({ key: 'severity', filters: [] })).toStrictEqual(failed);
});

it('a statement is checked with its variables put in, and its problem is placed in what is written', async () => {
  const { datasource, postResource } = fakeDataSource([{ name: 'title', value: 'public' }]);
  const written = "SELECT 1\nWHERE title = '$title' AND oops";
  postResource.mockResolvedValueOnce({ valid: false, message: 'wrong', line: 2, column: 7 });
  expect(await datasource.findSqlProblem(written)).toStrictEqual({ message: 'wrong', place: { line: 2, column: 7 } });
  expect(postResource.mock.lastCall?.slice(0, 2)).toStrictEqual([
    'validate',
    { sql: "SELECT 1\nWHERE title = 'public' AND oops" },
  ]);
  postResource.mockResolvedValueOnce({ valid: false, message: 'wrong', line: 2, column: 28 });
  expect(await datasource.findSqlProblem(written)).toStrictEqual({ message: 'wrong', place: null });
  expect(await datasource.findSqlProblem(written)).toBeNull();
});

it('Grafana asks for annotations and several values only where the plugin declares them', () => {
  expect(plugin).toMatchObject({ annotations: true, multiValueFilterOperators: true });
});

it('the catalogue is asked for once', async () => {
  const { datasource, getResource } = fakeDataSource();
  await Promise.all([datasource.getCatalogue(), datasource.getCatalogue()]);
  expect(getResource.mock.calls).toStrictEqual([['tables']]);
});

it('a catalogue that failed is asked for again', async () => {
  const { datasource } = fakeDataSource([], failsOnce('unreachable'));
  await expect(datasource.getCatalogue()).rejects.toThrow('unreachable');
  await expect(datasource.getCatalogue()).resolves.toHaveProperty('tables');
});

it('a catalogue of another shape is an error', async () => {
  const { datasource } = fakeDataSource([], () => Promise.resolve('<html>'));
  await expect(datasource.getCatalogue()).rejects.toThrow('the catalogue must be an object');
});

it('"Save & test" shows the details also where all is well', async () => {
  const { datasource } = fakeDataSource();
  const details = { verboseMessage: '1. Security Hub: reachable in 111122223333', account: '111122223333' };
  jest
    .spyOn(datasource, 'callHealthCheck')
    .mockResolvedValue({ status: HealthStatus.OK, message: 'Signed in', details });
  expect(await datasource.testDatasource()).toStrictEqual({
    status: 'success',
    message: 'Signed in',
    details: { verboseMessage: '1. Security Hub: reachable in 111122223333' },
  });
});

it('"Save & test" fails with the details where Grafana looks for them', async () => {
  const { datasource } = fakeDataSource();
  const details = { verboseMessage: '1. Config: denied' };
  jest.spyOn(datasource, 'callHealthCheck').mockResolvedValue({ status: HealthStatus.Error, message: 'no', details });
  const failed: unknown = await datasource.testDatasource().catch((error: unknown) => error);
  expect(failed).toMatchObject({ status: 'error', message: 'no', error: { message: 'no', details } });
  expect(failed).toHaveProperty('error', expect.any(HealthCheckError));
});

it('a backend that says nothing of details has none to show', async () => {
  const { datasource } = fakeDataSource();
  const health = { status: HealthStatus.OK, message: 'Signed in', details: undefined };
  jest.spyOn(datasource, 'callHealthCheck').mockResolvedValue(health);
  expect(await datasource.testDatasource()).toStrictEqual({ status: 'success', message: 'Signed in', details: {} });
});
