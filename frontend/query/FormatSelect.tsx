import { Combobox, type ComboboxOption, InlineField } from '@grafana/ui';
import { useId } from 'react';

import { selectors } from '../selectors';
import { type Format, FORMATS } from './model';

const NAMES: Record<Format, Omit<ComboboxOption<Format>, 'value'>> = {
  auto: { label: 'Auto', description: 'What the result looks like' },
  table: { label: 'Table', description: 'Rows as they are' },
  timeseries: { label: 'Time series', description: 'One series for each combination of text columns' },
  numeric: { label: 'Numeric', description: 'One number for each combination of text columns, for alerts' },
  logs: { label: 'Logs', description: 'A line for each row, by its time' },
};

const OPTIONS = FORMATS.map((format) => ({ ...NAMES[format], value: format }));

interface Props {
  value: Format;
  onCommit: (format: Format) => void;
}

export function FormatSelect({ value, onCommit }: Props) {
  const id = useId();
  return (
    <InlineField label={selectors.query.format} htmlFor={id} transparent>
      <Combobox id={id} width={20} options={OPTIONS} value={value} onChange={(option) => onCommit(option.value)} />
    </InlineField>
  );
}
