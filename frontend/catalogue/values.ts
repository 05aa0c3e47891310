/** Values that a column has, as the backend found them. */
import { readFlag, readList, readObject, textIn } from '../json';

export interface ColumnValues {
  values: string[];
  /** Whether the column has no others. */
  complete: boolean;
}

/** Reads the answer of the routes `values` and `filter-values`. */
export function readColumnValues(answer: unknown): ColumnValues {
  const found = readObject(answer, 'the values');
  return { values: readList(found, 'values', textIn('values')), complete: readFlag(found, 'complete', false) };
}
