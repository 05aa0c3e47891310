/** Options of the builder's drop-down lists, all made from the catalogue. */
import { type ComboboxOption } from '@grafana/ui';

import { type Column, type Table } from '../../catalogue/catalogue';
import { type BuilderQuery } from '../model';
import { resultColumns } from './shape';

export function tableOptions(tables: Table[]): ComboboxOption[] {
  return tables.map((table) => ({ value: table.name, description: describeTable(table) }));
}

/** Says what a table has and what asking it costs. */
export function describeTable({ description, pricePerRequestUsd, changes }: Table): string {
  const price = pricePerRequestUsd === null ? [] : [priceOf(pricePerRequestUsd)];
  const pace = changes === 'daily' ? ['changes daily'] : [];
  return [description, ...price, ...pace].join(' · ');
}

function priceOf(usd: number): string {
  return usd === 0 ? 'free' : `${usd} USD a request`;
}

export function columnOptions(columns: Column[]): ComboboxOption[] {
  return columns.map(({ name, description }) => ({ value: name, description }));
}

/** Whether names can be typed that no list has: those that end with a key. */
export function takesTypedColumns(table: Table | undefined): boolean {
  return table !== undefined && table.prefixColumns.length > 0;
}

/** Says in an empty field what it takes: `Column, tag:… or category:…`. */
export function columnPlaceholder(table: Table | undefined): string {
  const names = ['Column', ...(table?.prefixColumns.map(({ name }) => `${name}…`) ?? [])];
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(names);
}

export function namesAsOptions(names: readonly string[]): ComboboxOption[] {
  return names.map((value) => ({ value }));
}

/** What a query can be ordered by: its result's columns. */
export function orderOptions(query: BuilderQuery, table: Table | undefined): ComboboxOption[] {
  const names = resultColumns(query);
  return names === 'all' ? columnOptions(table?.columns ?? []) : namesAsOptions(names);
}
