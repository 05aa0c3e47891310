/**
 * The saved JSON of a query: a contract with dashboards and alert rules, shared with the backend.
 *
 * Fixtures in tests/fixtures/queries hold it. Nothing here names a table or a column: those come from the catalogue.
 */
import { type DataQuery } from '@grafana/schema';

export const SCHEMA_VERSION = 1;

export const MODES = ['builder', 'sql'] as const;
export type Mode = (typeof MODES)[number];

/** What rows can be for, other than a panel. */
export const QUERY_TYPES = ['variable', 'annotation'] as const;

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

/** What both modes share; `queryType` is said by the purpose. */
interface CommonQuery extends Omit<DataQuery, 'queryType'> {
  schemaVersion: typeof SCHEMA_VERSION;
  format: Format;
  /** Whether a count grouped by a column with known values has a row for each of them; true when absent. */
  zeroFill?: boolean;
  /** What stands where a series has no point; none when absent. */
  timeFill?: TimeFill;
  /** Whether an alert accepts an answer with parts missing; false when absent. */
  allowPartial?: boolean;
  /** A dashboard's filters: sent with a request, and kept where a panel was opened in Explore; none when absent. */
  adHocFilters?: AdHocFilter[];
}

interface Statement extends CommonQuery {
  mode: 'sql';
  sql: string;
}

interface BuilderModel extends CommonQuery {
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

/** The rows are for a panel, an alert rule or Explore. */
interface PanelPurpose {
  queryType?: '';
}

/** The rows are the values of a variable. Columns are the result's. */
export interface VariablePurpose {
  queryType: 'variable';
  /** What queries are given; the first column when null or empty. */
  valueColumn: string | null;
  /** What people see; the value when null or empty. */
  textColumn: string | null;
}

/** The rows are annotations. Columns are the result's. */
export interface AnnotationPurpose {
  queryType: 'annotation';
  /** When it was or began: the builder's own time column; in SQL the result's first time when null or empty. */
  timeColumn: string | null;
  /** When it ended; it is a moment when null or empty. */
  timeEndColumn: string | null;
  titleColumn: string | null;
  textColumn: string | null;
  tagColumns: string[];
}

export type Purpose = PanelPurpose | VariablePurpose | AnnotationPurpose;

export type SqlQuery = Statement & Purpose;
export type BuilderQuery = BuilderModel & Purpose;
export type PostureQuery = SqlQuery | BuilderQuery;
export type VariableQuery = (Statement | BuilderModel) & VariablePurpose;
export type AnnotationQuery = (Statement | BuilderModel) & AnnotationPurpose;

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

export interface AdHocFilter {
  column: string;
  /** Grafana's own, but for those of several values: `in` and `not in`. */
  operator: string;
  values: string[];
}

/**
 * Returns a new query. Grafana also lays it under saved queries when a panel changes its data source, so every
 * member here means the same as its absence: a limit, for one, is only set once a table is chosen.
 */
export function newQuery(): Omit<BuilderModel, 'refId'> {
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
