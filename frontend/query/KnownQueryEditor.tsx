import { EditorRow, EditorRows } from '@grafana/plugin-ui';

import { useCatalogue } from '../catalogue/useCatalogue';
import { type PostureDataSource } from '../datasource';
import { BuilderEditor } from './builder/BuilderEditor';
import { LimitField } from './builder/LimitField';
import { withFirstTable } from './builder/shape';
import { type PostureQuery } from './model';
import { QueryHeader } from './QueryHeader';
import { SqlEditor } from './SqlEditor';
import { TimeFillField } from './TimeFillField';
import { ZeroFillField } from './ZeroFillField';

interface Props {
  query: PostureQuery;
  datasource: PostureDataSource;
  onChange: (query: PostureQuery) => void;
  onRunQuery: () => void;
}

/** Header, the editor of the query's mode, and what both modes share. */
export function KnownQueryEditor({ query: saved, datasource, onChange, onRunQuery }: Props) {
  const { state, retry } = useCatalogue(datasource);
  const query = withFirstTable(saved, state.kind === 'ready' ? state.catalogue : undefined);
  const run = (next: PostureQuery) => {
    onChange(next);
    onRunQuery();
  };
  return (
    <EditorRows>
      <QueryHeader query={query} onChange={onChange} onRun={run} />
      {query.mode === 'sql' ? (
        <SqlEditor query={query} onChange={onChange} onRun={run} />
      ) : (
        <BuilderEditor
          query={query}
          catalogue={state}
          variables={datasource.getVariableReferences()}
          onRetry={retry}
          onRun={run}
        />
      )}
      <EditorRow>
        {query.mode === 'builder' && <LimitField query={query} onRun={run} />}
        <ZeroFillField query={query} onRun={run} />
        <TimeFillField query={query} onRun={run} />
      </EditorRow>
    </EditorRows>
  );
}
