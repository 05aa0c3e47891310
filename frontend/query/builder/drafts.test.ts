import { readCatalogue } from '../../catalogue/catalogue';
import { catalogueAnswer } from '../../testing/catalogue';
import {
  aggregateNamed,
  aggregateOf,
  aggregateWith,
  argumentsOf,
  blankAggregate,
  blankFilter,
  filterOn,
  filterWith,
  findColumn,
  groupOn,
  isFilter,
} from './drafts';

const catalogue = readCatalogue(catalogueAnswer);
const table = catalogue.tables[0];

function column(name: string) {
  const found = findColumn(table, name);
  if (found === undefined) {
    throw new Error(`no column ${name}`);
  }
  return found;
}

function aggregate(name: string) {
  const found = catalogue.aggregates.find((candidate) => candidate.function === name);
  if (found === undefined) {
    throw new Error(`no aggregate ${name}`);
  }
  return found;
}

it.each([
  ['nothing', blankFilter, false],
  ['no value', { column: 'title', operator: '=' as const, values: [] }, false],
  ['a value', { column: 'title', operator: '=' as const, values: ['a'] }, true],
  ['an operator that takes no value', { column: 'title', operator: 'is null' as const, values: [] }, true],
])('a filter with %s is complete: %#', (_, draft, complete) => {
  expect(isFilter(draft)).toBe(complete);
});

it("a filter begins with its column's first operator", () => {
  expect(filterOn(blankFilter, column('severity'))).toStrictEqual({ column: 'severity', operator: '=', values: [] });
});

it('a filter on another column keeps an operator that column has, but no values', () => {
  const draft = { column: 'severity', operator: 'in' as const, values: ['LOW'] };
  expect(filterOn(draft, column('title'))).toStrictEqual({ column: 'title', operator: '=', values: [] });
  expect(filterOn({ ...draft, operator: 'is null' }, column('title')).operator).toBe('is null');
});

it('values that a new operator does not take are dropped', () => {
  const draft = { column: 'severity', operator: 'in' as const, values: ['LOW', 'HIGH'] };
  expect(filterWith(draft, 'not in').values).toStrictEqual(['LOW', 'HIGH']);
  expect(filterWith(draft, '=').values).toStrictEqual(['LOW']);
  expect(filterWith(draft, 'is null').values).toStrictEqual([]);
});

it('times are grouped by the width of the panel, other columns by value', () => {
  expect(groupOn(column('created_at'))).toStrictEqual({ column: 'created_at', interval: 'auto' });
  expect(groupOn(column('severity'))).toStrictEqual({ column: 'severity' });
});

it('a function offers the columns of the types it takes', () => {
  expect(argumentsOf(aggregate('avg'), table)).toStrictEqual(['severity_normalized']);
  expect(argumentsOf(aggregate('count'), table)[0]).toBe('*');
});

it('a count begins with all rows; other functions wait for a column', () => {
  expect(aggregateWith(blankAggregate, aggregate('count'), table)).toStrictEqual({
    function: 'count',
    column: '*',
    alias: 'count',
  });
  expect(aggregateWith(blankAggregate, aggregate('avg'), table)).toStrictEqual({
    function: 'avg',
    column: '',
    alias: 'avg',
  });
});

it('a name made here follows the column, one the user gave stays', () => {
  const made = aggregateWith(blankAggregate, aggregate('avg'), table);
  expect(aggregateOf(made, 'severity_normalized').alias).toBe('avg_severity_normalized');
  expect(aggregateOf(aggregateNamed(made, 'mean'), 'severity_normalized').alias).toBe('mean');
});

it('an emptied name becomes the one made of function and column', () => {
  const max = { function: 'max', column: 'updated_at', alias: 'latest' };
  expect(aggregateNamed(max, '  ').alias).toBe('max_updated_at');
});

it.each(['tag:', 'category:'])('%s with a key is a column of tables that have such', (prefix) => {
  const { tables } = readCatalogue(catalogueAnswer);
  expect(findColumn(tables[0], `${prefix}team`)).toMatchObject({ name: `${prefix}team`, type: 'text' });
  expect(findColumn(tables[0], prefix)).toBeUndefined();
  expect(findColumn(tables[1], `${prefix}team`)).toBeUndefined();
});

it('a column with a key takes the operators of its kind', () => {
  expect(filterOn(blankFilter, column('category:env'))).toStrictEqual({
    column: 'category:env',
    operator: '=',
    values: [],
  });
  expect(column('category:env').operators).toStrictEqual(['=', 'in']);
});

it('a filter on a boolean takes one of its values as text', () => {
  const draft = filterOn(blankFilter, column('sample'));
  expect(draft).toStrictEqual({ column: 'sample', operator: '=', values: [] });
  expect(isFilter({ ...draft, values: ['false'] })).toBe(true);
});
