import { Alert, Button, LoadingPlaceholder } from '@grafana/ui';
import { type ReactNode } from 'react';

import { type CatalogueState } from '../../catalogue/useCatalogue';
import { selectors } from '../../selectors';
import { type BuilderQuery } from '../model';
import { AggregateRows } from './AggregateRows';
import { FilterRows } from './FilterRows';
import { GroupByRows } from './GroupByRows';
import { OrderByRows } from './OrderByRows';
import { SourceRow } from './SourceRow';
import { type ValueSource } from './useValueOptions';

const labels = selectors.builder;

interface Props {
  query: BuilderQuery;
  catalogue: CatalogueState;
  values: ValueSource;
  /** What the rows are for and what they cost, right after the table. */
  children: ReactNode;
  onRetry: () => void;
  onRun: (query: BuilderQuery) => void;
}

/** The builder: a table, and row by row what is asked of it. */
export function BuilderEditor({ query, catalogue: state, values, children, onRetry, onRun }: Props) {
  switch (state.kind) {
    case 'loading':
      return <LoadingPlaceholder text={labels.loading} />;
    case 'failed':
      return (
        <Alert severity="error" title={labels.failed}>
          <p>{state.message}</p>
          <Button variant="secondary" size="sm" onClick={onRetry}>
            {labels.retry}
          </Button>
        </Alert>
      );
    case 'ready': {
      const { tables, aggregates } = state.catalogue;
      const table = tables.find(({ name }) => name === query.table);
      return (
        <>
          <SourceRow query={query} tables={tables} table={table} onRun={onRun} />
          {children}
          <FilterRows query={query} table={table} values={values} onRun={onRun} />
          <GroupByRows query={query} table={table} onRun={onRun} />
          <AggregateRows query={query} table={table} functions={aggregates} onRun={onRun} />
          <OrderByRows query={query} table={table} onRun={onRun} />
        </>
      );
    }
  }
}
