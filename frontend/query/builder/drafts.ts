/**
 * Rows of the builder while they are being filled in, and when they are complete.
 *
 * Only complete rows are saved: alert rules run what is saved, and the backend refuses a filter without a value.
 */
import { type AggregateFunction, type Column, type Table } from '../../catalogue/catalogue';
import { type Aggregate, type Filter, type GroupBy, type Operator, type OrderBy } from '../model';
import { madeName } from './shape';

export interface FilterDraft {
  column: string;
  operator: Operator | '';
  values: string[];
}

export const blankFilter: FilterDraft = { column: '', operator: '', values: [] };
export const blankAggregate: Aggregate = { function: '', column: '' };
export const blankGroup: GroupBy = { column: '' };
export const blankOrder: OrderBy = { column: '', descending: true };

/** A new aggregate: the catalogue's first over all rows, which is what most people add. */
export function newAggregate(functions: AggregateFunction[]): Aggregate {
  const first = functions.find((candidate) => candidate.types.includes('*'));
  return first === undefined ? blankAggregate : aggregateWith(blankAggregate, first, undefined);
}

export function isFilter(draft: FilterDraft): draft is Filter {
  return (
    draft.column !== '' && draft.operator !== '' && (valuesTaken(draft.operator) === 'none' || draft.values.length > 0)
  );
}

export function isGroup(draft: GroupBy): draft is GroupBy {
  return draft.column !== '';
}

export function isAggregate(draft: Aggregate): draft is Aggregate {
  return draft.function !== '' && draft.column !== '';
}

export function isOrder(draft: OrderBy): draft is OrderBy {
  return draft.column !== '';
}

const VALUES_TAKEN: Record<Operator, 'none' | 'one' | 'several'> = {
  '=': 'one',
  '!=': 'one',
  in: 'several',
  'not in': 'several',
  'starts with': 'several',
  contains: 'several',
  '<': 'one',
  '<=': 'one',
  '>': 'one',
  '>=': 'one',
  'is null': 'none',
  'is not null': 'none',
};

export function valuesTaken(operator: Operator | ''): 'none' | 'one' | 'several' {
  return operator === '' ? 'one' : VALUES_TAKEN[operator];
}

/** Returns a column of a table: one the catalogue lists, or a prefix with the key that somebody typed. */
export function findColumn(table: Table | undefined, name: string): Column | undefined {
  const listed = table?.columns.find((column) => column.name === name);
  const prefix = table?.prefixColumns.find((column) => name.startsWith(column.name) && name !== column.name);
  return listed ?? (prefix && { ...prefix, name });
}

/** Puts a filter on another column: values of the old one would mean nothing there. */
export function filterOn(draft: FilterDraft, column: Column): FilterDraft {
  const keepsOperator = column.operators.some((operator) => operator === draft.operator);
  return {
    column: column.name,
    operator: keepsOperator ? draft.operator : (column.operators[0] ?? ''),
    values: draft.column === column.name ? draft.values : [],
  };
}

/** Changes a filter's operator; values that the new one does not take are dropped. */
export function filterWith(draft: FilterDraft, operator: Operator): FilterDraft {
  const kept = { none: 0, one: 1, several: draft.values.length }[valuesTaken(operator)];
  return { ...draft, operator, values: draft.values.slice(0, kept) };
}

/** Groups by a column; time columns by buckets of the panel's width. */
export function groupOn(column: Column): GroupBy {
  return column.type === 'time' ? { column: column.name, interval: 'auto' } : { column: column.name };
}

/** Returns the columns a function can be applied to, `*` first where it takes all rows. */
export function argumentsOf(aggregate: AggregateFunction | undefined, table: Table | undefined): string[] {
  if (aggregate === undefined) {
    return [];
  }
  const columns = table?.columns.filter(({ type }) => aggregate.types.includes(type)).map(({ name }) => name) ?? [];
  return aggregate.types.includes('*') ? ['*', ...columns] : columns;
}

/** Changes an aggregate's function; the column stays if the function takes it. */
export function aggregateWith(draft: Aggregate, aggregate: AggregateFunction, table: Table | undefined): Aggregate {
  const columns = argumentsOf(aggregate, table);
  const column = columns.includes(draft.column) ? draft.column : columns[0] === '*' ? '*' : '';
  return renamed(draft, { ...draft, function: aggregate.function, column });
}

export function aggregateOf(draft: Aggregate, column: string): Aggregate {
  return renamed(draft, { ...draft, column });
}

/** Names the result; an empty name falls back to the one made of function and column. */
export function aggregateNamed(draft: Aggregate, alias: string): Aggregate {
  return { ...draft, alias: alias.trim() || madeName(draft) };
}

/** A name the user gave stays; one made here follows function and column. */
function renamed(before: Aggregate, after: Aggregate): Aggregate {
  const isOwn = before.alias !== undefined && before.alias !== madeName(before);
  return isOwn ? after : { ...after, alias: madeName(after) };
}
