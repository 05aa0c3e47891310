import { type BuilderQuery, newQuery, type PostureQuery } from './model';
import { isComplete, keepColumns } from './purpose';

const list: BuilderQuery = { ...newQuery(), refId: 'A', table: 'securityhub_findings' };
const noColumns = { valueColumn: null, textColumn: null };
const variable = { ...list, queryType: 'variable', ...noColumns } as const;
const annotation: BuilderQuery = {
  ...list,
  queryType: 'annotation',
  timeColumn: 'created_at',
  timeEndColumn: 'updated_at',
  titleColumn: 'title',
  textColumn: null,
  tagColumns: ['severity', 'title'],
};
const sql = { refId: 'A', schemaVersion: 1, mode: 'sql', format: 'auto' } as const;

it.each<[string, PostureQuery, boolean]>([
  ['a panel with a table', list, true],
  ['a panel without a table', { ...list, table: '' }, false],
  ['blank SQL', { ...sql, sql: ' \n' }, false],
  ['a variable of which nothing but the table is chosen', variable, false],
  ['a variable with a value column', { ...variable, valueColumn: 'severity' }, true],
  ['a variable with groups, whose first column it takes', { ...variable, groupBy: [{ column: 'severity' }] }, true],
  ['a variable in SQL', { ...sql, sql: 'SELECT 1', queryType: 'variable', ...noColumns }, true],
  ['an annotation with a time', annotation, true],
  ['an annotation without a time', { ...annotation, timeColumn: null }, false],
])('%s: sent or not', (_, query, isSent) => {
  expect(isComplete(query)).toBe(isSent);
});

it('columns that are gone from the result are no longer named', () => {
  expect(keepColumns(annotation, ['created_at', 'severity'])).toStrictEqual({
    ...annotation,
    timeEndColumn: null,
    titleColumn: null,
    tagColumns: ['severity'],
  });
});

it('a panel names none', () => {
  expect(keepColumns(list, [])).toBe(list);
});
