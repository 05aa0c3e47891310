import { type QueryEditorProps } from '@grafana/data';
import { isEqual } from 'lodash';
import { useMemo } from 'react';

import { type PostureSettings } from '../config/settings';
import { type PostureDataSource } from '../datasource';
import { migrateQueryFor } from '../query/migrate';
import { MigratedEditor } from '../query/MigratedEditor';
import { type PostureQuery } from '../query/model';

type Props = QueryEditorProps<PostureDataSource, PostureQuery, PostureSettings>;

/** Edits the query of an annotation, which Grafana runs whenever it changes. */
export function AnnotationEditor({ query: saved, datasource, onChange, onRunQuery }: Props) {
  const migration = useMemo(() => migrateQueryFor('annotation', saved), [saved]);
  // Run as well, a changed query would be asked twice, once as it was before.
  const run = (query: PostureQuery) => (isEqual(query, saved) ? onRunQuery() : onChange(query));
  return <MigratedEditor migration={migration} datasource={datasource} onChange={onChange} onRun={run} />;
}
