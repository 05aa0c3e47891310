/**
 * What can be written next in a statement: tables after FROM and JOIN, elsewhere the columns of the tables that the
 * statement names, functions and macros, and inside quotes the dashboard's variables.
 */
import { type Catalogue, type Table } from '../../catalogue/catalogue';
import { tablesIn } from '../tables';
import { MACROS } from './macros';

export type Kind = 'table' | 'column' | 'function' | 'macro' | 'variable';

export interface Completion {
  kind: Kind;
  label: string;
  /** What is written for it. */
  text: string;
  detail: string;
}

export interface Vocabulary {
  catalogue: Catalogue;
  /** The dashboard's variables, as written in a query. */
  variables: string[];
}

/** Those of DataFusion's functions that questions about findings and cost need; the builder's are named differently. */
const FUNCTIONS = [
  { name: 'count', detail: 'count(*), count(DISTINCT column): how many' },
  { name: 'sum', detail: 'sum(number)' },
  { name: 'avg', detail: 'avg(number): the mean' },
  { name: 'min', detail: 'min(column): the least' },
  { name: 'max', detail: 'max(column): the greatest' },
  { name: 'date_bin', detail: 'date_bin(interval, time): the start of the bucket' },
  { name: 'date_trunc', detail: "date_trunc('day', time): the start of the day" },
  { name: 'array_has', detail: 'array_has(list, value): whether the list has it' },
  { name: 'json_get_str', detail: 'json_get_str(json, key): the text of a member' },
  { name: 'json_get_int', detail: 'json_get_int(json, key): the number of a member' },
  { name: 'coalesce', detail: 'coalesce(a, b): the first that is not null' },
  { name: 'lower', detail: 'lower(text): in small letters' },
];

/** Returns the completions where `before` is the statement up to the word that is being written. */
export function completionsAt(statement: string, before: string, { catalogue, variables }: Vocabulary): Completion[] {
  const ofVariables = variables.map((name) => entry('variable', name, 'A variable of the dashboard'));
  if (isInsideQuotes(before)) {
    return ofVariables;
  }
  if (/\b(?:from|join)\s+$/i.test(before)) {
    return catalogue.tables.map(({ name, description }) => entry('table', name, description));
  }
  const tables = tablesIn(statement, catalogue);
  return [
    ...tables.flatMap(columnsOf),
    ...tables.flatMap((table) => prefixesOf(table, before)),
    ...FUNCTIONS.map(({ name, detail }) => ({ ...entry('function', name, detail), text: `${name}(` })),
    ...MACROS.map(({ written, meaning }) => entry('macro', opened(written), meaning)),
    ...ofVariables,
  ];
}

function entry(kind: Kind, label: string, detail: string): Completion {
  return { kind, label, text: label, detail };
}

/** A quote inside a text is doubled, so an odd number of them leaves a text open; those in comments do not count. */
function isInsideQuotes(before: string): boolean {
  const quotes = before.replaceAll(/--.*/g, '').match(/'/g);
  return (quotes?.length ?? 0) % 2 === 1;
}

function columnsOf({ columns }: Table): Completion[] {
  return columns.map(({ name, type, description }) => entry('column', name, `${type}: ${description}`));
}

/** Returns what names begin with that end with a key, which stand in double quotes, up to where the key is typed. */
function prefixesOf({ prefixColumns }: Table, before: string): Completion[] {
  const quote = before.endsWith('"') ? '' : '"';
  return prefixColumns.map(({ name, type, description }) => ({
    ...entry('column', `"${name}…"`, `${type}: ${description}`),
    text: `${quote}${name}`,
  }));
}

/** Returns a macro up to where its arguments begin, if it takes any. */
function opened(macro: string): string {
  return macro.replace(/\([^)]+\)$/, '(');
}
