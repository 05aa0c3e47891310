import { EditorRow } from '@grafana/plugin-ui';

import { LimitField } from './builder/LimitField';
import { type PostureQuery } from './model';
import { TimeFillField } from './TimeFillField';
import { ZeroFillField } from './ZeroFillField';

interface Props {
  query: PostureQuery;
  onRun: (query: PostureQuery) => void;
}

/** How many rows, and what stands where there are none; that is for panels only. */
export function OptionsRow({ query, onRun }: Props) {
  const isPanel = !query.queryType;
  if (query.mode === 'sql' && !isPanel) {
    return null;
  }
  return (
    <EditorRow>
      {query.mode === 'builder' && <LimitField query={query} onRun={onRun} />}
      {isPanel && <ZeroFillField query={query} onRun={onRun} />}
      {isPanel && <TimeFillField query={query} onRun={onRun} />}
    </EditorRow>
  );
}
