import { fakeTemplateSrv, type FakeVariable } from '../../testing/templateSrv';
import { interpolateSql } from './sql';
import { readVariables } from './variables';

function interpolate(sql: string, ...variables: FakeVariable[]) {
  return interpolateSql(sql, readVariables(fakeTemplateSrv(variables), {}));
}

it.each([
  ['a plain value', 'CRITICAL', "title = 'CRITICAL'"],
  ['a quote', "O'Reilly", "title = 'O''Reilly'"],
  ['a quote that would end the literal', "' OR 1=1 --", "title = ''' OR 1=1 --'"],
  ['a quote already doubled', "''", "title = ''''''"],
  ['a backslash before a quote', "\\'", "title = '\\'''"],
  ['a replacement pattern', "$& $' $1", "title = '$& $'' $1'"],
])('%s in a variable with one value is escaped and not quoted', (_, value, expected) => {
  expect(interpolate("title = '$title'", { name: 'title', value })).toBe(expected);
});

it('several values become quoted literals', () => {
  const values = { name: 'title', value: ['a', "b'); DROP TABLE t --"], multi: true };
  expect(interpolate('title IN ($title)', values)).toBe("title IN ('a','b''); DROP TABLE t --')");
});

it('a variable that can have several values is quoted even with one', () => {
  expect(interpolate('title IN ($title)', { name: 'title', value: "it's", multi: true })).toBe("title IN ('it''s')");
});

it('a variable that can be All is quoted even with one value', () => {
  expect(interpolate('title IN ($title)', { name: 'title', value: 'a', includeAll: true })).toBe("title IN ('a')");
});

it('All becomes all values', () => {
  const all = { name: 'title', value: ['$__all'], allValues: ['a', 'b'], multi: true, includeAll: true };
  expect(interpolate('title IN ($title)', all)).toBe("title IN ('a','b')");
});

it('nothing selected matches nothing', () => {
  expect(interpolate('title IN ($title)', { name: 'title', value: [], multi: true })).toBe('title IN (NULL)');
});

it('numbers are written as they are', () => {
  expect(interpolate('severity_normalized > $least', { name: 'least', value: 70 })).toBe('severity_normalized > 70');
});

it("the backend's macros stay, even where Grafana has a variable of that name", () => {
  const sql =
    'SELECT $__timeGroup(created_at, $__interval), $__interval_ms WHERE $__timeFilter(created_at) AND created_at < $__timeTo() AND created_at > $__timeFrom()';
  const interval = { name: '__interval', value: '5m' };
  const milliseconds = { name: '__interval_ms', value: 300000 };
  const filter = { name: '__timeFilter', value: 'wrong' };
  expect(interpolate(sql, interval, milliseconds, filter)).toBe(sql);
});

it('variables inside the arguments of a macro are replaced', () => {
  expect(interpolate('$__timeFilter($column)', { name: 'column', value: 'created_at' })).toBe(
    '$__timeFilter(created_at)'
  );
});

it('unknown variables stay', () => {
  expect(interpolate('SELECT $nobody')).toBe('SELECT $nobody');
});
