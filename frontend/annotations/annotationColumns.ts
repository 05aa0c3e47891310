/** The columns that make annotations. */
import { type ComboboxOption } from '@grafana/ui';

import { type Table } from '../catalogue/catalogue';
import { findColumn } from '../query/builder/drafts';
import { columnOptions, namesAsOptions } from '../query/builder/options';
import { isGrouped, resultColumns } from '../query/builder/shape';
import { type AnnotationQuery } from '../query/model';

/** Returns the columns an annotation can name; a list has all of its table's, for the named ones are added to it. */
export function annotationOptions(query: AnnotationQuery, table: Table | undefined): ComboboxOption[] | undefined {
  if (query.mode === 'sql') {
    return undefined;
  }
  const names = isGrouped(query) ? resultColumns(query) : 'all';
  return names === 'all' ? columnOptions(table?.columns ?? []) : namesAsOptions(names);
}

/** Returns those of the options that are times, or may be: the table does not say of what is computed. */
export function timeOptions(
  options: ComboboxOption[] | undefined,
  table: Table | undefined
): ComboboxOption[] | undefined {
  return options?.filter(({ value }) => (findColumn(table, value)?.type ?? 'time') === 'time');
}
