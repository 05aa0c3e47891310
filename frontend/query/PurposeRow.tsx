import { AnnotationRow } from '../annotations/AnnotationRow';
import { type Catalogue } from '../catalogue/catalogue';
import { VariableRow } from '../variables/VariableRow';
import { type PostureQuery } from './model';

interface Props {
  query: PostureQuery;
  /** Undefined until it is loaded. */
  catalogue: Catalogue | undefined;
  onRun: (query: PostureQuery) => void;
}

/** What a variable or an annotation takes from the result; a panel shows all of it. */
export function PurposeRow({ query, catalogue, onRun }: Props) {
  const tableName = query.mode === 'builder' ? query.table : undefined;
  const table = catalogue?.tables.find(({ name }) => name === tableName);
  switch (query.queryType) {
    case 'variable':
      return <VariableRow query={query} table={table} onRun={onRun} />;
    case 'annotation':
      return <AnnotationRow query={query} table={table} onRun={onRun} />;
    default:
      return null;
  }
}
