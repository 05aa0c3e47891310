import { readCatalogue, type Table } from '../../catalogue/catalogue';
import { catalogueAnswer } from '../../testing/catalogue';
import { columnPlaceholder, takesTypedColumns } from './options';

const { tables } = readCatalogue(catalogueAnswer);

it.each<[string, Table | undefined, boolean]>([
  ['Column, tag:… or category:…', tables[0], true],
  ['Column', tables[1], false],
  ['Column', undefined, false],
])('an empty field says %s', (placeholder, table, takesTyped) => {
  expect(columnPlaceholder(table)).toBe(placeholder);
  expect(takesTypedColumns(table)).toBe(takesTyped);
});
