/**
 * The saved JSON of a query: a contract with dashboards and alert rules, shared with the backend.
 *
 * Fixtures in tests/fixtures/queries hold it. Nothing here names a table or a column: those come from the catalogue.
 */
import { type DataQuery } from '@grafana/schema';

export const SCHEMA_VERSION = 1;

export const MODES = ['builder', 'sql'] as const;
export type Mode = (typeof MODES)[number];

export const FORMATS = ['auto', 'table', 'timeseries', 'numeric', 'logs'] as const;
export type Format = (typeof FORMATS)[number];

export const TIME_FILLS = ['none', 'null', 'zero', 'previous'] as const;
export type TimeFill = (typeof TIME_FILLS)[number];

export const OPERATORS = [
  '=',
  '!=',
  'in',
  'not in',
  'starts with',
  'contains',
  '<',
  '<=',
  '>',
  '>=',
  'is null',
  'is not null',
] as const;
export type Operator = (typeof OPERATORS)[number];

/** What both modes share. */
interface CommonQuery extends DataQuery {
  schemaVersion: typeof SCHEMA_VERSION;
  format: Format;
  /** Whether a count grouped by a column with known values has a row for each of them; true when absent. */
  zeroFill?: boolean;
  /** What stands where a series has no point; none when absent. */
  timeFill?: TimeFill;
  /** Whether an alert accepts an answer with parts missing; false when absent. */
  allowPartial?: boolean;
}

export interface SqlQuery extends CommonQuery {
  mode: 'sql';
  sql: string;
}

export interface BuilderQuery extends CommonQuery {
  mode: 'builder';
  /** Empty in a new query, until a table is chosen. */
  table: string;
  /** Columns of a plain list of rows; all when empty. */
  columns: string[];
  /** Conditions, all of which hold. */
  filters: Filter[];
  groupBy: GroupBy[];
  aggregates: Aggregate[];
  /** Order, by names of the result. */
  orderBy: OrderBy[];
  limit: number | null;
  /** Column that lies within the dashboard's range; null for panels of the present state. */
  timeColumn: string | null;
}

export type PostureQuery = SqlQuery | BuilderQuery;

export interface Filter {
  column: string;
  operator: Operator;
  /** Text whatever the column's type; empty where the operator takes none. */
  values: string[];
}

export interface GroupBy {
  column: string;
  /** Width of a time column's buckets: `5m`, `1d`, or `auto` for the panel's. */
  interval?: string;
}

export interface Aggregate {
  function: string;
  /** Column, or `*`. */
  column: string;
  /** Name in the result. */
  alias?: string;
}

export interface OrderBy {
  column: string;
  descending: boolean;
}

/**
 * Returns a new query. Grafana also lays it under saved queries when a panel changes its data source, so every
 * member here means the same as its absence: a limit, for one, is only set once a table is chosen.
 */
export function newQuery(): Omit<BuilderQuery, 'refId'> {
  return {
    schemaVersion: SCHEMA_VERSION,
    mode: 'builder',
    table: '',
    columns: [],
    filters: [],
    groupBy: [],
    aggregates: [],
    orderBy: [],
    limit: null,
    timeColumn: null,
    format: 'auto',
  };
}
