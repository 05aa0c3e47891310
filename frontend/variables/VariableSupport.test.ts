import { CoreApp, dateTime, type DataQueryRequest, type DataQueryResponse } from '@grafana/data';
import { firstValueFrom, of } from 'rxjs';

import { type PostureQuery } from '../query/model';
import { fakeDataSource } from '../testing/dataSource';
import { readSavedQuery, unchecked } from '../testing/savedQueries';
import { readVariableQuery } from './variableQuery';
import { VariableSupport } from './VariableSupport';

const time = dateTime('2026-01-01T00:00:00Z');

/** Asks as Grafana does, with whatever the dashboard holds; returns the queries that reach the data source. */
async function sentFor(saved: unknown) {
  const { datasource } = fakeDataSource();
  const query = jest.spyOn(datasource, 'query').mockReturnValue(of<DataQueryResponse>({ data: [] }));
  const request: DataQueryRequest<PostureQuery> = {
    app: CoreApp.Dashboard,
    requestId: '1',
    timezone: '',
    range: { from: time, to: time, raw: { from: time, to: time } },
    interval: '',
    intervalMs: 0,
    targets: [unchecked(saved)],
    scopedVars: {},
    startTime: 0,
  };
  await firstValueFrom(new VariableSupport(datasource).query(request));
  return query.mock.lastCall?.[0].targets;
}

it('a saved query is sent as it is', async () => {
  const saved = readSavedQuery('variable');
  expect(await sentFor(saved)).toStrictEqual([saved]);
});

it('a text, as provisioning may have, is SQL', async () => {
  expect(await sentFor('SELECT DISTINCT account_id FROM securityhub_findings')).toStrictEqual([
    {
      refId: 'Variable',
      schemaVersion: 1,
      mode: 'sql',
      sql: 'SELECT DISTINCT account_id FROM securityhub_findings',
      format: 'auto',
      queryType: 'variable',
      valueColumn: null,
      textColumn: null,
    },
  ]);
});

it('a query of a panel becomes one of a variable, and one without a name gets one', async () => {
  expect(await sentFor({ mode: 'sql', sql: 'SELECT 1' })).toMatchObject([{ refId: 'Variable', queryType: 'variable' }]);
});

it.each([
  ['a new variable', { queryType: 'variable' }],
  ['a variable of which only the table is chosen', { table: 'securityhub_findings' }],
  ['blank SQL', ' '],
])('%s is not sent', async (_, saved) => {
  expect(await sentFor(saved)).toStrictEqual([]);
});

it('a query of an unknown version is sent, so that the backend says so', async () => {
  const saved = readSavedQuery('version_unknown');
  expect(await sentFor(saved)).toStrictEqual([saved]);
});

it('what Grafana lays under a saved query changes nothing of it', () => {
  const laidUnder = new VariableSupport(fakeDataSource().datasource).getDefaultQuery();
  const saved = readSavedQuery('variable');
  expect(readVariableQuery(Object.assign({}, laidUnder, saved))).toStrictEqual({ ok: true, query: saved });
});

it('variables run like this in Grafana', () => {
  expect(fakeDataSource().datasource.variables).toBeInstanceOf(VariableSupport);
});
