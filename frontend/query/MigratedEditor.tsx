import { Alert } from '@grafana/ui';

import { type PostureDataSource } from '../datasource';
import { selectors } from '../selectors';
import { KnownQueryEditor } from './KnownQueryEditor';
import { type Migration } from './migrate';
import { type PostureQuery } from './model';

interface Props {
  migration: Migration;
  datasource: PostureDataSource;
  onChange: (query: PostureQuery) => void;
  onRun: (query: PostureQuery) => void;
}

/** Edits what was read of a saved query; one that cannot be read is shown as such and left alone. */
export function MigratedEditor({ migration, datasource, onChange, onRun }: Props) {
  if (!migration.ok) {
    return (
      <Alert severity="error" title={selectors.query.unreadable}>
        {migration.problem}
      </Alert>
    );
  }
  return (
    <div data-testid={selectors.testIds.queryEditor}>
      <KnownQueryEditor query={migration.query} datasource={datasource} onChange={onChange} onRun={onRun} />
    </div>
  );
}
