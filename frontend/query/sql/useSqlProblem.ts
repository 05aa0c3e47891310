import { useCallback, useRef, useState } from 'react';

import { type SqlProblem } from './problem';

export interface SqlChecker {
  /** Returns what is wrong with a statement as it is written, or null. */
  findSqlProblem(sql: string): Promise<SqlProblem | null>;
}

/**
 * Keeps what is wrong with the saved statement, if it was checked: one that comes from elsewhere, such as the history, is
 * not. A check that fails says nothing, and stops nobody.
 */
export function useSqlProblem(
  checker: SqlChecker,
  saved: string
): { problem: SqlProblem | null; check: (sql: string) => void } {
  const [found, setFound] = useState<{ sql: string; problem: SqlProblem | null } | null>(null);
  const latest = useRef(0);
  const check = useCallback(
    (sql: string) => {
      latest.current += 1;
      const turn = latest.current;
      const settle = (problem: SqlProblem | null) => {
        if (turn === latest.current) {
          setFound({ sql, problem });
        }
      };
      if (sql.trim() === '') {
        settle(null);
      } else {
        checker.findSqlProblem(sql).then(settle, () => settle(null));
      }
    },
    [checker]
  );
  return { problem: found?.sql === saved ? found.problem : null, check };
}
