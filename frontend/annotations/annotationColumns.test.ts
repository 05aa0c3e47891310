import { readCatalogue } from '../catalogue/catalogue';
import { type AnnotationQuery, newQuery } from '../query/model';
import { catalogueAnswer } from '../testing/catalogue';
import { annotationOptions, timeOptions } from './annotationColumns';

const [table] = readCatalogue(catalogueAnswer).tables;
const columns = { timeEndColumn: null, titleColumn: null, textColumn: null, tagColumns: [] };
const list: AnnotationQuery = {
  ...newQuery(),
  refId: 'Anno',
  queryType: 'annotation',
  table: 'securityhub_findings',
  timeColumn: 'created_at',
  ...columns,
};
const grouped: AnnotationQuery = {
  ...list,
  groupBy: [{ column: 'created_at', interval: '1d' }, { column: 'severity' }],
  aggregates: [{ function: 'max', column: 'updated_at', alias: 'latest' }],
};

function names(query: AnnotationQuery) {
  return annotationOptions(query, table)?.map(({ value }) => value);
}

it('a list offers every column of its table, for those that are named are added to it', () => {
  const all = ['severity', 'title', 'severity_normalized', 'sample', 'created_at', 'updated_at'];
  expect(names({ ...list, columns: ['title'] })).toStrictEqual(all);
});

it('groups offer what they result in', () => {
  expect(names(grouped)).toStrictEqual(['created_at', 'severity', 'latest']);
});

it('SQL offers nothing: only the backend knows its result', () => {
  expect(annotationOptions({ ...columns, ...sql() }, table)).toBeUndefined();
});

it('an end is a time, or what the table does not say the type of', () => {
  const times = timeOptions(annotationOptions(grouped, table), table);
  expect(times?.map(({ value }) => value)).toStrictEqual(['created_at', 'latest']);
});

function sql(): AnnotationQuery {
  const statement = { mode: 'sql', sql: 'SELECT 1', format: 'auto', schemaVersion: 1 } as const;
  return { refId: 'Anno', queryType: 'annotation', timeColumn: null, ...columns, ...statement };
}
