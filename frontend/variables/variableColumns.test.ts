import { readCatalogue } from '../catalogue/catalogue';
import { newQuery, type VariableQuery } from '../query/model';
import { catalogueAnswer } from '../testing/catalogue';
import { variableOptions, withVariableColumns } from './variableColumns';

const [table] = readCatalogue(catalogueAnswer).tables;
const fresh: VariableQuery = {
  ...newQuery(),
  refId: 'Variable',
  queryType: 'variable',
  table: 'securityhub_findings',
  limit: 100,
  valueColumn: null,
  textColumn: null,
};
const sql: VariableQuery = {
  refId: 'Variable',
  schemaVersion: 1,
  mode: 'sql',
  sql: 'SELECT 1',
  format: 'auto',
  queryType: 'variable',
  valueColumn: null,
  textColumn: null,
};

it('a value column is grouped by, in its order and without a limit, so that each value comes once', () => {
  expect(withVariableColumns(fresh, { valueColumn: 'severity', textColumn: null })).toStrictEqual({
    ...fresh,
    valueColumn: 'severity',
    groupBy: [{ column: 'severity' }],
    orderBy: [{ column: 'severity', descending: false }],
    limit: null,
  });
});

it('a text column is grouped by as well, and is what people look for', () => {
  expect(withVariableColumns(fresh, { valueColumn: 'severity', textColumn: 'title' })).toMatchObject({
    groupBy: [{ column: 'severity' }, { column: 'title' }],
    orderBy: [{ column: 'title', descending: false }],
  });
});

it('a text column that is chosen later takes over the order', () => {
  const before = {
    ...fresh,
    valueColumn: 'severity',
    groupBy: [{ column: 'severity' }],
    orderBy: [{ column: 'severity', descending: false }],
  };
  expect(withVariableColumns(before, { valueColumn: 'severity', textColumn: 'title' })).toMatchObject({
    orderBy: [{ column: 'title', descending: false }],
  });
  const reversed = { ...before, orderBy: [{ column: 'severity', descending: true }] };
  expect(withVariableColumns(reversed, { valueColumn: 'severity', textColumn: 'title' })).toMatchObject({
    orderBy: reversed.orderBy,
  });
});

it('another value column takes the place of the one before', () => {
  const order = [{ column: 'severity', descending: false }];
  const before = { ...fresh, valueColumn: 'severity', groupBy: [{ column: 'severity' }], orderBy: order };
  expect(withVariableColumns(before, { valueColumn: 'title', textColumn: null })).toMatchObject({
    groupBy: [{ column: 'title' }],
    orderBy: [{ column: 'title', descending: false }],
  });
});

it('the same column for value and text is one group', () => {
  expect(withVariableColumns(fresh, { valueColumn: 'title', textColumn: 'title' })).toMatchObject({
    groupBy: [{ column: 'title' }],
  });
});

it('an order by an aggregate stays, and an aggregate is never grouped by', () => {
  const ranked = {
    ...fresh,
    groupBy: [{ column: 'severity' }],
    aggregates: [{ function: 'count', column: '*', alias: 'findings' }],
    orderBy: [{ column: 'findings', descending: true }],
  };
  expect(withVariableColumns(ranked, { valueColumn: 'title', textColumn: 'findings' })).toMatchObject({
    groupBy: [{ column: 'title' }],
    aggregates: ranked.aggregates,
    orderBy: ranked.orderBy,
  });
});

it('no columns leave the groups as they are', () => {
  const grouped = { ...fresh, groupBy: [{ column: 'severity' }] };
  expect(withVariableColumns(grouped, { valueColumn: null, textColumn: null })).toStrictEqual(grouped);
});

it('in SQL only the names are kept', () => {
  expect(withVariableColumns(sql, { valueColumn: 'severity', textColumn: null })).toStrictEqual({
    ...sql,
    valueColumn: 'severity',
  });
});

it('the builder offers every column of the table, for it groups by the one that is chosen; SQL is typed', () => {
  const aggregates = [{ function: 'count', column: '*', alias: 'findings' }];
  const offered = variableOptions({ ...fresh, aggregates }, table)?.map(({ value }) => value);
  expect(offered).toStrictEqual([
    'severity',
    'title',
    'severity_normalized',
    'sample',
    'created_at',
    'updated_at',
    'findings',
  ]);
  expect(variableOptions(sql, table)).toBeUndefined();
});
