import { EditorField } from '@grafana/plugin-ui';
import { Combobox, type ComboboxOption } from '@grafana/ui';
import { useId } from 'react';

import { selectors } from '../selectors';
import { type PostureQuery, TIME_FILLS, type TimeFill } from './model';

const NAMES: Record<TimeFill, Omit<ComboboxOption<TimeFill>, 'value'>> = {
  none: { label: 'None', description: 'Only the points there are' },
  null: { label: 'Null', description: 'A gap in the line' },
  zero: { label: 'Zero', description: 'For counts' },
  previous: { label: 'Previous', description: 'The value before' },
};

interface Props {
  query: PostureQuery;
  onRun: (query: PostureQuery) => void;
}

/** What stands where a series has no point. */
export function TimeFillField({ query, onRun }: Props) {
  const id = useId();
  return (
    <EditorField
      label={selectors.query.timeFill}
      htmlFor={id}
      tooltip="What a series grouped by time has in the buckets without a row."
    >
      <Combobox
        id={id}
        width={16}
        options={TIME_FILLS.map((fill) => ({ ...NAMES[fill], value: fill }))}
        value={query.timeFill ?? 'none'}
        onChange={(option) => onRun({ ...query, timeFill: option.value })}
      />
    </EditorField>
  );
}
