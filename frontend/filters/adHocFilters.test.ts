import { type AdHocVariableFilter } from '@grafana/data';

import { readVariables } from '../query/interpolation/variables';
import { type SqlQuery } from '../query/model';
import { fakeTemplateSrv, type FakeVariable } from '../testing/templateSrv';
import { describeFilter, filterBy, toAdHocFilters, withAdHocFilters } from './adHocFilters';

const sql: SqlQuery = { refId: 'A', schemaVersion: 1, mode: 'sql', sql: 'SELECT 1', format: 'auto' };
const high = { column: 'severity', operator: '=', values: ['HIGH'] };

function sent(filter: Partial<AdHocVariableFilter>, ...variables: FakeVariable[]) {
  const given = { key: 'severity', operator: '=', value: 'HIGH', ...filter };
  return toAdHocFilters([given], readVariables(fakeTemplateSrv(variables), {}));
}

it.each(['=', '!=', '<', '>', '<=', '>=', '=~', '!~'])('%s is sent as it is, with one value', (operator) => {
  expect(sent({ operator })).toStrictEqual([{ column: 'severity', operator, values: ['HIGH'] }]);
});

it.each([
  ['=|', 'in'],
  ['!=|', 'not in'],
])('%s is sent as %s with all values', (operator, expected) => {
  expect(sent({ operator, value: 'HIGH', values: ['HIGH', 'LOW'] })).toStrictEqual([
    { column: 'severity', operator: expected, values: ['HIGH', 'LOW'] },
  ]);
  expect(sent({ operator })).toStrictEqual([{ column: 'severity', operator: expected, values: ['HIGH'] }]);
});

it('values left over from an operator of several are not those of one', () => {
  expect(sent({ values: ['LOW', 'MEDIUM'] })).toStrictEqual([high]);
});

it('an operator nobody knows is left for the backend to refuse, not dropped', () => {
  expect(sent({ operator: '<>' })).toStrictEqual([{ column: 'severity', operator: '<>', values: ['HIGH'] }]);
});

it('a filter that Grafana switched off by matching everything is none', () => {
  expect(sent({ operator: '=~', value: '.*' })).toStrictEqual([]);
});

it('a filter without a column is none', () => {
  expect(sent({ key: '' })).toStrictEqual([]);
});

it.each(["O'Reilly", "' OR 1=1 --", '$&', '\u0000 0 \u0000', '.*|.+', '$nobody', '<img src=x onerror=alert(1)>', ''])(
  'the hostile value %j stays a value',
  (value) => {
    expect(sent({ value })).toStrictEqual([{ ...high, values: [value] }]);
    expect(sent({ value: '$title' }, { name: 'title', value })).toStrictEqual([{ ...high, values: [value] }]);
  }
);

it('the hostile column stays a name', () => {
  expect(sent({ key: 'severity" OR 1=1 --' })).toStrictEqual([{ ...high, column: 'severity" OR 1=1 --' }]);
});

it('a variable with several values makes an operator of one that of several', () => {
  const severity = { name: 'severity', value: ['HIGH', 'LOW'], multi: true };
  expect(sent({ value: '$severity' }, severity)).toMatchObject([{ operator: 'in', values: ['HIGH', 'LOW'] }]);
  expect(sent({ operator: '!=', value: '$severity' }, severity)).toMatchObject([{ operator: 'not in' }]);
  expect(sent({ operator: '=|', values: ['$severity', 'MEDIUM'] }, severity)).toMatchObject([
    { operator: 'in', values: ['HIGH', 'LOW', 'MEDIUM'] },
  ]);
});

it('a value that was clicked on keeps the dollar signs in it', () => {
  const account = { name: 'account', value: '111122223333' };
  expect(sent({ value: 'Rotate ${account} now' }, account)).toMatchObject([{ values: ['Rotate ${account} now'] }]);
  expect(sent({ value: '${account}' }, account)).toMatchObject([{ values: ['111122223333'] }]);
});

it('a variable whose selection is All filters nothing', () => {
  const severity = { name: 'severity', value: ['$__all'], allValues: ['HIGH'], multi: true, includeAll: true };
  expect(sent({ value: '$severity' }, severity)).toStrictEqual([]);
});

it('filters of a request stand beside those that came along to Explore', () => {
  const low = { ...high, values: ['LOW'] };
  expect(withAdHocFilters({ ...sql, adHocFilters: [high] }, [low])).toStrictEqual({
    ...sql,
    adHocFilters: [high, low],
  });
  expect(withAdHocFilters(sql, [])).toBe(sql);
});

it('a click on a value takes the place of an earlier one on it, for or against', () => {
  const once = filterBy(sql, 'severity', '=', 'HIGH');
  expect(once).toStrictEqual({ ...sql, adHocFilters: [high] });
  expect(filterBy(once, 'severity', '!=', 'HIGH').adHocFilters).toStrictEqual([{ ...high, operator: '!=' }]);
  expect(filterBy(once, 'severity', '!=', 'LOW').adHocFilters).toHaveLength(2);
});

it('a filter in words has all its values', () => {
  expect(describeFilter({ column: 'severity', operator: 'in', values: ['HIGH', 'LOW'] })).toBe('severity in HIGH, LOW');
});
