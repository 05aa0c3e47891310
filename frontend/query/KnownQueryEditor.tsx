import { EditorRows } from '@grafana/plugin-ui';

import { useCatalogue } from '../catalogue/useCatalogue';
import { type PostureDataSource } from '../datasource';
import { AdHocFiltersRow } from '../filters/AdHocFiltersRow';
import { BuilderEditor } from './builder/BuilderEditor';
import { withFirstTable } from './builder/shape';
import { type PostureQuery } from './model';
import { OptionsRow } from './OptionsRow';
import { PriceLines } from './PriceLines';
import { PurposeRow } from './PurposeRow';
import { QueryHeader } from './QueryHeader';
import { SqlEditor } from './SqlEditor';
import { tablesOf } from './tables';

interface Props {
  query: PostureQuery;
  datasource: PostureDataSource;
  onChange: (query: PostureQuery) => void;
  /** Saves a query and runs it. */
  onRun: (query: PostureQuery) => void;
}

/** Header, the editor of the query's mode, and what both modes share. */
export function KnownQueryEditor({ query: saved, datasource, onChange, onRun }: Props) {
  const { state, retry } = useCatalogue(datasource);
  const catalogue = state.kind === 'ready' ? state.catalogue : undefined;
  const query = withFirstTable(saved, catalogue);
  const details = (
    <>
      <PurposeRow query={query} catalogue={catalogue} onRun={onRun} />
      <PriceLines tables={catalogue === undefined ? [] : tablesOf(query, catalogue)} />
    </>
  );
  return (
    <EditorRows>
      <QueryHeader query={query} onChange={onChange} onRun={onRun} />
      {query.mode === 'sql' ? (
        <>
          <SqlEditor query={query} catalogue={catalogue} source={datasource} onChange={onChange} onRun={onRun} />
          {details}
        </>
      ) : (
        <BuilderEditor query={query} catalogue={state} values={datasource} onRetry={retry} onRun={onRun}>
          {details}
        </BuilderEditor>
      )}
      <AdHocFiltersRow query={query} onRun={onRun} />
      <OptionsRow query={query} onRun={onRun} />
    </EditorRows>
  );
}
