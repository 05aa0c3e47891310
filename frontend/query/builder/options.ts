/** Options of the builder's drop-down lists, all made from the catalogue. */
import { type ComboboxOption } from '@grafana/ui';

import { type Column, type Table } from '../../catalogue/catalogue';
import { type BuilderQuery } from '../model';
import { resultColumns } from './shape';

export function columnOptions(columns: Column[]): ComboboxOption[] {
  return columns.map(({ name, description }) => ({ value: name, description }));
}

export function namesAsOptions(names: readonly string[]): ComboboxOption[] {
  return names.map((value) => ({ value }));
}

/** Values to filter by: those the column is known to have, then the dashboard's variables. */
export function valueOptions(column: Column | undefined, variables: string[]): ComboboxOption[] {
  return namesAsOptions([...(column?.values ?? []), ...variables]);
}

/** What a query can be ordered by: its result's columns. */
export function orderOptions(query: BuilderQuery, table: Table | undefined): ComboboxOption[] {
  const names = resultColumns(query);
  return names === 'all' ? columnOptions(table?.columns ?? []) : namesAsOptions(names);
}
