import { useCallback, useEffect, useState } from 'react';

import { type Catalogue } from './catalogue';
import { failureMessage } from './failureMessage';

export type CatalogueState =
  { kind: 'loading' } | { kind: 'ready'; catalogue: Catalogue } | { kind: 'failed'; message: string };

interface CatalogueSource {
  getCatalogue(): Promise<Catalogue>;
}

/** Loads the catalogue once a data source, and again on `retry`. */
export function useCatalogue(source: CatalogueSource): { state: CatalogueState; retry: () => void } {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<CatalogueState>({ kind: 'loading' });

  useEffect(() => {
    let abandoned = false;
    const settle = (next: CatalogueState) => {
      if (!abandoned) {
        setState(next);
      }
    };
    source.getCatalogue().then(
      (catalogue) => settle({ kind: 'ready', catalogue }),
      (error: unknown) => settle({ kind: 'failed', message: failureMessage(error) })
    );
    return () => {
      abandoned = true;
    };
  }, [source, attempt]);

  const retry = useCallback(() => {
    setState({ kind: 'loading' });
    setAttempt((count) => count + 1);
  }, []);
  return { state, retry };
}
