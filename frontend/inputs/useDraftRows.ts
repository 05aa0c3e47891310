import { isEqual } from 'lodash';
import { useState } from 'react';

/**
 * Shows rows some of which are not complete yet, and saves the complete ones.
 *
 * The rows of the editor stand as long as their complete ones are what is saved; when that changes from outside
 * (another table, another editor of the same query), they are void and the saved ones are shown.
 */
export function useDraftRows<Draft, Row extends Draft>(
  saved: Row[],
  isComplete: (draft: Draft) => draft is Row,
  save: (rows: Row[]) => void
): [rows: Draft[], change: (rows: Draft[]) => void] {
  const [drafts, setDrafts] = useState<Draft[]>(saved);
  const rows: Draft[] = isEqual(drafts.filter(isComplete), saved) ? drafts : saved;
  const change = (next: Draft[]) => {
    setDrafts(next);
    const complete = next.filter(isComplete);
    if (!isEqual(complete, saved)) {
      save(complete);
    }
  };
  return [rows, change];
}
