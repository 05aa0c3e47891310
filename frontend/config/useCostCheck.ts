import { getBackendSrv } from '@grafana/runtime';
import { useCallback, useEffect, useRef, useState } from 'react';

import { failureMessage } from '../catalogue/failureMessage';
import { readObject, readText } from '../json';

export type CostCheck = { kind: 'unasked' } | { kind: 'asking' } | { kind: 'readable' | 'failed'; message: string };

/** Asks Cost Explorer once a call, which costs money: never by itself, and not while an answer is waited for. */
export function useCostCheck(uid: string): { state: CostCheck; check: () => void } {
  const [state, setState] = useState<CostCheck>({ kind: 'unasked' });
  const isAsking = useRef(false);
  const isGone = useRef(false);

  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
    };
  }, []);

  const check = useCallback(() => {
    if (isAsking.current) {
      return;
    }
    const settle = (next: CostCheck) => {
      isAsking.current = false;
      if (!isGone.current) {
        setState(next);
      }
    };
    isAsking.current = true;
    setState({ kind: 'asking' });
    askCosts(uid).then(
      (message) => settle({ kind: 'readable', message }),
      (error: unknown) => settle({ kind: 'failed', message: failureMessage(error) })
    );
  }, [uid]);
  return { state, check };
}

/** Returns the backend's words for an answer. */
async function askCosts(uid: string): Promise<string> {
  const path = `/api/datasources/uid/${encodeURIComponent(uid)}/resources/check-costs`;
  const answer = await getBackendSrv().post<unknown>(path, {}, { showErrorAlert: false, showSuccessAlert: false });
  return readText(readObject(answer, 'the answer'), 'message');
}
