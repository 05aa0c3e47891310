import { EditorField, EditorSwitch } from '@grafana/plugin-ui';
import { useId } from 'react';

import { selectors } from '../selectors';
import { type PostureQuery } from './model';

interface Props {
  query: PostureQuery;
  onRun: (query: PostureQuery) => void;
}

/** Whether counts have a row for every known value, zeros included, so that an alert resolves instead of losing data. */
export function ZeroFillField({ query, onRun }: Props) {
  const id = useId();
  return (
    <EditorField
      label={selectors.builder.zeroFill}
      htmlFor={id}
      tooltip="Counts grouped by a column with known values, such as a severity, have a row for each of them, 0 included. Not applied together with a limit or HAVING."
    >
      <EditorSwitch
        id={id}
        value={query.zeroFill ?? true}
        onChange={(event) => onRun({ ...query, zeroFill: event.currentTarget.checked })}
      />
    </EditorField>
  );
}
