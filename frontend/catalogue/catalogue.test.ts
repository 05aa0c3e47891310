import { catalogueAnswer } from '../testing/catalogue';
import { readCatalogue } from './catalogue';

it('reads tables, columns and aggregates', () => {
  const { tables, aggregates } = readCatalogue(catalogueAnswer);
  expect(tables.map(({ name }) => name)).toStrictEqual(['securityhub_findings', 'inspector_findings']);
  expect(tables[0]?.columns[0]).toStrictEqual({
    name: 'severity',
    type: 'text',
    description: 'Severity label.',
    unit: null,
    values: ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'],
    operators: ['=', '!=', 'in', 'not in', 'is null', 'is not null'],
  });
  expect(aggregates[1]).toStrictEqual({ function: 'avg', types: ['number'] });
});

it.each([
  ['text', '<html>', 'the catalogue must be an object'],
  ['nothing', undefined, 'the catalogue must be an object'],
  ['no tables', { tables: [] }, 'the catalogue has no tables'],
  ['tables that are no list', { tables: {} }, '"tables" must be a list'],
  ['a table without a name', { tables: [{}] }, '"name" must be text'],
  [
    'an unknown column type',
    { tables: [{ name: 't', columns: [{ name: 'c', type: 'blob' }] }] },
    '"type" is "blob", which is none of: text, number, boolean, time, list, json',
  ],
  [
    'values that are no texts',
    { tables: [{ name: 't', columns: [{ name: 'c', type: 'text', values: [1] }] }] },
    '"values" must be a list of texts',
  ],
])('an answer of %s is an error that says so', (_, answer, message) => {
  expect(() => readCatalogue(answer)).toThrow(message);
});
