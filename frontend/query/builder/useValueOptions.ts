import { type ComboboxOption } from '@grafana/ui';
import { useCallback } from 'react';

import { type Column, type ColumnType } from '../../catalogue/catalogue';
import { type Options } from '../../inputs/options';
import { namesAsOptions } from './options';

/** Where the values come from that a filter can be given. */
export interface ValueSource {
  /** Returns the dashboard's variables, as written in a query. */
  getVariableReferences(): string[];
  /** Returns values of a column that match what is typed. It may cost AWS requests, and never fails. */
  suggestValues(table: string, column: string, typed: string): Promise<string[]>;
}

/** Whether values of a type are worth asking for: of times, numbers and documents hardly two are alike. */
const IS_SUGGESTED: Record<ColumnType, boolean> = {
  text: true,
  list: true,
  boolean: false,
  number: false,
  time: false,
  json: false,
};

/** Returns values to filter by: those known or found, and the dashboard's variables. */
export function useValueOptions(source: ValueSource, table: string, column: Column | undefined): Options {
  const asked = column !== undefined && column.values === null && IS_SUGGESTED[column.type] ? column.name : null;
  // The list waits for a pause in typing, and begins to wait anew for another function.
  const load = useCallback(
    async (typed: string) => (asked === null ? [] : loadValueOptions(source, table, asked, typed)),
    [source, table, asked]
  );
  return asked === null ? namesAsOptions([...(column?.values ?? []), ...source.getVariableReferences()]) : load;
}

export async function loadValueOptions(
  source: ValueSource,
  table: string,
  column: string,
  typed: string
): Promise<ComboboxOption[]> {
  const isVariable = typed.startsWith('$');
  const values = isVariable ? [] : await source.suggestValues(table, column, typed);
  const variables = source.getVariableReferences().filter((variable) => variable.includes(typed));
  return namesAsOptions([...values, ...variables]);
}
