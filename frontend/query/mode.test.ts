import { losesWork, switchMode } from './mode';
import { type BuilderQuery, newQuery, type SqlQuery } from './model';

const builder: BuilderQuery = { ...newQuery(), refId: 'A', table: 'securityhub_findings', limit: 100, zeroFill: false };
const sql: SqlQuery = { refId: 'A', schemaVersion: 1, mode: 'sql', sql: 'SELECT 1', format: 'table', hide: true };

it('a switch to SQL keeps the options and nothing of the builder', () => {
  expect(switchMode(builder, 'sql')).toStrictEqual({
    refId: 'A',
    schemaVersion: 1,
    mode: 'sql',
    sql: '',
    format: 'auto',
    zeroFill: false,
  });
});

it('a switch to the builder keeps the options and no SQL', () => {
  expect(switchMode(sql, 'builder')).toStrictEqual({ ...newQuery(), refId: 'A', format: 'table', hide: true });
});

it('a switch forgets the names of columns, which another result does not have', () => {
  const columns = { timeEndColumn: 'updated_at', titleColumn: 'title', textColumn: null, tagColumns: ['severity'] };
  const none = { timeColumn: null, timeEndColumn: null, titleColumn: null, textColumn: null, tagColumns: [] };
  const annotation = { queryType: 'annotation', timeColumn: 'created_at', ...columns } as const;
  expect(switchMode({ ...builder, ...annotation }, 'sql')).toMatchObject({ mode: 'sql', ...none });
  expect(switchMode({ ...sql, ...annotation }, 'builder')).toMatchObject({ mode: 'builder', ...none });
});

it('a switch to the same mode changes nothing', () => {
  expect(switchMode(sql, 'sql')).toBe(sql);
});

it('a builder query with nothing but a table loses nothing', () => {
  expect(losesWork(builder)).toBe(false);
  expect(losesWork({ ...builder, columns: ['title'] })).toBe(true);
});

it('blank SQL loses nothing', () => {
  expect(losesWork({ ...sql, sql: ' \n' })).toBe(false);
  expect(losesWork(sql)).toBe(true);
});
