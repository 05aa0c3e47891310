import { readFilterKeys, tablesOf } from './options';

const builder = { refId: 'A', schemaVersion: 1, mode: 'builder', table: 'securityhub_findings' };
const sql = { refId: 'B', schemaVersion: 1, mode: 'sql', sql: 'SELECT 1' };

it('columns are offered by name', () => {
  const keys = [{ key: 'severity', type: 'text', description: 'Severity label.' }];
  expect(readFilterKeys({ keys })).toStrictEqual([{ text: 'severity' }]);
});

it.each([
  ['text', '<html>', 'the filters must be an object'],
  ['keys that are no list', { keys: {} }, '"keys" must be a list'],
  ['a key without a name', { keys: [{}] }, '"key" must be text'],
])('an answer of %s is an error that says so', (_, answer, message) => {
  expect(() => readFilterKeys(answer)).toThrow(message);
});

it.each([
  ['tables of the builder, each once', [builder, { ...builder, table: 'inspector_findings' }, builder], 2],
  ['none where there is SQL, whose tables only the backend reads', [builder, sql], undefined],
  ['none where a table is not chosen yet', [{ ...builder, table: '' }], undefined],
  ['none where a query cannot be read', [{ schemaVersion: 99 }], undefined],
  ['none where there are no queries', [], undefined],
])('values are asked of: %s', (_, queries, count) => {
  expect(tablesOf(queries)?.length).toBe(count);
});
