import { type QueryEditorProps } from '@grafana/data';
import { useMemo } from 'react';

import { type PostureSettings } from '../config/settings';
import { type PostureDataSource } from '../datasource';
import { MigratedEditor } from '../query/MigratedEditor';
import { type PostureQuery } from '../query/model';
import { readVariableQuery } from './variableQuery';

type Props = QueryEditorProps<PostureDataSource, PostureQuery, PostureSettings, PostureQuery>;

/** Edits the query of a variable, which Grafana runs whenever it changes. */
export function VariableEditor({ query: saved, datasource, onChange }: Props) {
  const migration = useMemo(() => readVariableQuery(saved), [saved]);
  return <MigratedEditor migration={migration} datasource={datasource} onChange={onChange} onRun={onChange} />;
}
