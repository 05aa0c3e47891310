import { type QueryEditorProps } from '@grafana/data';
import { Alert } from '@grafana/ui';
import { useMemo } from 'react';

import { type PostureSettings } from '../config/settings';
import { type PostureDataSource } from '../datasource';
import { selectors } from '../selectors';
import { KnownQueryEditor } from './KnownQueryEditor';
import { migrateQuery } from './migrate';
import { type PostureQuery } from './model';

type Props = QueryEditorProps<PostureDataSource, PostureQuery, PostureSettings>;

/** Edits a saved query; one that cannot be read is shown as such and left alone. */
export function QueryEditor({ query: saved, datasource, onChange, onRunQuery }: Props) {
  const migration = useMemo(() => migrateQuery(saved), [saved]);
  if (!migration.ok) {
    return (
      <Alert severity="error" title={selectors.query.unreadable}>
        {migration.problem}
      </Alert>
    );
  }
  return (
    <div data-testid={selectors.testIds.queryEditor}>
      <KnownQueryEditor query={migration.query} datasource={datasource} onChange={onChange} onRunQuery={onRunQuery} />
    </div>
  );
}
