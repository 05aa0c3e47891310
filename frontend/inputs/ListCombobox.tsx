import { MultiCombobox } from '@grafana/ui';
import { isEqual } from 'lodash';
import { useEffect, useRef } from 'react';

import { type Options } from './options';

interface Props {
  id?: string;
  'aria-labelledby'?: string;
  options: Options;
  value: string[];
  minWidth: number;
  maxWidth: number;
  placeholder: string;
  isClearable?: boolean;
  customValues?: boolean;
  onChange: (value: string[]) => void;
}

/** A drop-down list for several values. */
export function ListCombobox({ value, minWidth, maxWidth, customValues = false, onChange, ...shared }: Props) {
  // Grafana's list reports a choice twice before anything is drawn anew, and each report could be a paid request.
  const reported = useRef(value);
  useEffect(() => {
    reported.current = value;
  });
  const report = (next: string[]) => {
    if (!isEqual(next, reported.current)) {
      reported.current = next;
      onChange(next);
    }
  };
  return (
    <MultiCombobox
      width="auto"
      minWidth={minWidth}
      maxWidth={maxWidth}
      createCustomValue={customValues}
      value={value.map((text) => ({ value: text }))}
      onChange={(chosen) => report(chosen.map((option) => option.value))}
      {...shared}
    />
  );
}
