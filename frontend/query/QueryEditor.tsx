import { type QueryEditorProps } from '@grafana/data';
import { useMemo } from 'react';

import { type PostureSettings } from '../config/settings';
import { type PostureDataSource } from '../datasource';
import { migrateQuery } from './migrate';
import { MigratedEditor } from './MigratedEditor';
import { type PostureQuery } from './model';

type Props = QueryEditorProps<PostureDataSource, PostureQuery, PostureSettings>;

/** Edits the query of a panel, an alert rule or Explore. */
export function QueryEditor({ query: saved, datasource, onChange, onRunQuery }: Props) {
  const migration = useMemo(() => migrateQuery(saved), [saved]);
  const run = (query: PostureQuery) => {
    onChange(query);
    onRunQuery();
  };
  return <MigratedEditor migration={migration} datasource={datasource} onChange={onChange} onRun={run} />;
}
