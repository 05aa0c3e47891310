import { useCallback, useRef, useState } from 'react';

import { type SqlProblem } from './problem';

export interface SqlChecker {
  /** Returns what is wrong with a statement as it is written, or null. */
  findSqlProblem(sql: string): Promise<SqlProblem | null>;
}

/** Keeps what is wrong with the statement that was checked last. A check that fails says nothing, and stops nobody. */
export function useSqlProblem(checker: SqlChecker): { problem: SqlProblem | null; check: (sql: string) => void } {
  const [problem, setProblem] = useState<SqlProblem | null>(null);
  const latest = useRef(0);
  const check = useCallback(
    (sql: string) => {
      latest.current += 1;
      const turn = latest.current;
      const settle = (next: SqlProblem | null) => {
        if (turn === latest.current) {
          setProblem(next);
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
  return { problem, check };
}
