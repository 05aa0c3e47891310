/**
 * What can be asked: tables, their columns and the aggregates, as the backend's catalogue says.
 *
 * In comes the unchecked answer of the resource route `tables`, out goes a catalogue of known types or an error.
 */
import {
  JsonError,
  member,
  readList,
  readObject,
  readOptionalCount,
  readOptionalNumber,
  readOptionalText,
  readText,
  readWord,
  textIn,
} from '../json';
import { type Operator, OPERATORS } from '../query/model';

export const COLUMN_TYPES = ['text', 'number', 'boolean', 'time', 'list', 'json'] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

const CHANGES = ['any time', 'daily'] as const;

export interface Column {
  name: string;
  type: ColumnType;
  description: string;
  /** The unit of a number, in Grafana's words; `currency` where it is money. */
  unit: string | null;
  /** All values the column can have, where AWS has a fixed list. */
  values: string[] | null;
  operators: Operator[];
}

export interface Table {
  name: string;
  description: string;
  service: string;
  /** What a request to AWS costs, where it is known. */
  pricePerRequestUsd: number | null;
  /** How long an answer is used again, where it is. */
  keptForSeconds: number | null;
  /** How often AWS's answer changes. */
  changes: (typeof CHANGES)[number];
  defaultTimeColumn: string | null;
  columns: Column[];
  /** What columns are like whose names end with a key that people type, such as a tag's: `name` is what they begin with. */
  prefixColumns: Column[];
}

const ARGUMENTS = ['*', ...COLUMN_TYPES] as const;

export interface AggregateFunction {
  function: string;
  /** Types of column it takes; `*` for all rows. */
  types: Array<(typeof ARGUMENTS)[number]>;
}

export interface Catalogue {
  tables: Table[];
  aggregates: AggregateFunction[];
}

/** Returns the catalogue, or throws a JsonError that names what is wrong with the answer. */
export function readCatalogue(answer: unknown): Catalogue {
  const catalogue = readObject(answer, 'the catalogue');
  const tables = readList(catalogue, 'tables', readTable);
  if (tables.length === 0) {
    throw new JsonError('the catalogue has no tables');
  }
  return { tables, aggregates: readList(catalogue, 'aggregates', readAggregateFunction) };
}

function readTable(item: unknown): Table {
  const table = readObject(item, 'a table');
  return {
    name: readText(table, 'name'),
    description: readText(table, 'description', ''),
    service: readText(table, 'service', ''),
    pricePerRequestUsd: readOptionalNumber(table, 'pricePerRequestUsd'),
    keptForSeconds: readOptionalCount(table, 'keptForSeconds'),
    changes: readWord(member(table, 'changes') ?? 'any time', 'changes', CHANGES),
    defaultTimeColumn: readOptionalText(table, 'defaultTimeColumn'),
    columns: readList(table, 'columns', readColumn),
    prefixColumns: readList(table, 'prefixColumns', readColumn),
  };
}

function readColumn(item: unknown): Column {
  const column = readObject(item, 'a column');
  return {
    name: readText(column, 'name'),
    type: readWord(member(column, 'type'), 'type', COLUMN_TYPES),
    description: readText(column, 'description', ''),
    unit: readOptionalText(column, 'unit'),
    values: member(column, 'values') == null ? null : readList(column, 'values', textIn('values')),
    operators: readList(column, 'operators', (operator) => readWord(operator, 'operators', OPERATORS)),
  };
}

function readAggregateFunction(item: unknown): AggregateFunction {
  const aggregate = readObject(item, 'an aggregate');
  return {
    function: readText(aggregate, 'function'),
    types: readList(aggregate, 'types', (type) => readWord(type, 'types', ARGUMENTS)),
  };
}
