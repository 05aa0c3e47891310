import { readCatalogue } from '../../catalogue/catalogue';
import { catalogueAnswer } from '../../testing/catalogue';
import { type BuilderQuery, newQuery, type SqlQuery } from '../model';
import { resultColumns, startOn, withAggregates, withColumns, withFirstTable, withGroupBy } from './shape';

const catalogue = readCatalogue(catalogueAnswer);
const list: BuilderQuery = {
  ...newQuery(),
  refId: 'A',
  table: 'securityhub_findings',
  columns: ['title', 'severity'],
  orderBy: [{ column: 'title', descending: false }],
  limit: 100,
};
const counted: BuilderQuery = {
  ...list,
  columns: [],
  groupBy: [{ column: 'severity' }],
  aggregates: [{ function: 'count', column: '*', alias: 'count' }],
  orderBy: [{ column: 'count', descending: true }],
  limit: null,
};

it('a new query is shown on the first table, with its time column and a limit', () => {
  expect(withFirstTable({ ...newQuery(), refId: 'A' }, catalogue)).toStrictEqual({
    ...newQuery(),
    refId: 'A',
    table: 'securityhub_findings',
    timeColumn: 'updated_at',
    limit: 100,
  });
});

it('a query with a table is shown as it is, and so is SQL', () => {
  const sql: SqlQuery = { refId: 'A', schemaVersion: 1, mode: 'sql', sql: '', format: 'auto' };
  expect(withFirstTable(list, catalogue)).toBe(list);
  expect(withFirstTable(sql, catalogue)).toBe(sql);
});

it('another table begins anew and keeps the options', () => {
  const [, inspector] = catalogue.tables;
  expect(inspector && startOn({ ...counted, format: 'numeric', zeroFill: false }, inspector)).toStrictEqual({
    ...newQuery(),
    refId: 'A',
    table: 'inspector_findings',
    limit: 100,
    format: 'numeric',
    zeroFill: false,
  });
});

it('the first group drops the columns, the limit that would cut groups off, and orders that are gone', () => {
  expect(withGroupBy(list, [{ column: 'severity' }])).toStrictEqual({
    ...list,
    columns: [],
    groupBy: [{ column: 'severity' }],
    orderBy: [],
    limit: null,
  });
});

it('a further group keeps the limit that was set', () => {
  expect(withGroupBy({ ...counted, limit: 5 }, [{ column: 'severity' }, { column: 'title' }]).limit).toBe(5);
});

it('removing the last group and aggregate makes a list again, with a limit', () => {
  expect(withAggregates({ ...counted, groupBy: [] }, [])).toMatchObject({ aggregates: [], limit: 100 });
});

it('an order follows the aggregate it names', () => {
  const renamed = [{ function: 'count', column: '*', alias: 'findings' }];
  expect(withAggregates(counted, renamed).orderBy).toStrictEqual([{ column: 'findings', descending: true }]);
});

it('an order by a removed aggregate goes with it', () => {
  expect(withAggregates(counted, []).orderBy).toStrictEqual([]);
});

it('an order by a column that is no longer listed goes with it', () => {
  expect(withColumns(list, ['severity']).orderBy).toStrictEqual([]);
  expect(withColumns(list, []).orderBy).toStrictEqual(list.orderBy);
});

it('aggregates without a name are called as the backend calls them', () => {
  const aggregates = [
    { function: 'count', column: '*' },
    { function: 'max', column: 'updated_at' },
  ];
  expect(resultColumns({ ...counted, aggregates })).toStrictEqual(['severity', 'count', 'max_updated_at']);
});

it('a group that is removed takes the value column of a variable with it', () => {
  const variable: BuilderQuery = { ...counted, queryType: 'variable', valueColumn: 'severity', textColumn: 'count' };
  expect(withGroupBy(variable, [])).toMatchObject({ valueColumn: null, textColumn: 'count' });
  expect(withAggregates({ ...variable, groupBy: [] }, [])).toMatchObject({ valueColumn: null, textColumn: null });
});

it('a list has the columns an annotation names, whichever are chosen', () => {
  const none = { timeEndColumn: null, textColumn: null, tagColumns: [] };
  const annotation: BuilderQuery = { ...list, queryType: 'annotation', titleColumn: 'title', ...none };
  expect(withColumns(annotation, ['severity'])).toMatchObject({ columns: ['severity'], titleColumn: 'title' });
});

it('an annotation begins with a time on every table that has one', () => {
  const columns = { timeEndColumn: null, titleColumn: null, textColumn: null, tagColumns: [] };
  const annotation: BuilderQuery = { ...newQuery(), refId: 'Anno', queryType: 'annotation', ...columns };
  const [table] = catalogue.tables;
  const untimed = table && { ...table, defaultTimeColumn: null };
  expect(untimed && startOn(annotation, untimed)).toMatchObject({ timeColumn: 'created_at', limit: 100 });
  expect(untimed && startOn(list, untimed)).toMatchObject({ timeColumn: null });
});
