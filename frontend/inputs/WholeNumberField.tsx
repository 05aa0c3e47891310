import { Field, Input } from '@grafana/ui';
import { useId } from 'react';

import { useDraft } from './useDraft';
import { parseWholeNumber, type WholeNumberRange } from './wholeNumber';

interface Props extends WholeNumberRange {
  label: string;
  description: string;
  value: number;
  onCommit: (value: number) => void;
}

/** A whole number within a range; what is out of range is shown as wrong and never saved. */
export function WholeNumberField({ label, description, value, min, max, onCommit }: Props) {
  const id = useId();
  const draft = useDraft(String(value), (text) => {
    const number = parseWholeNumber(text, { min, max });
    if (number.ok) {
      onCommit(number.value);
    }
  });
  const parsed = parseWholeNumber(draft.value, { min, max });
  return (
    <Field label={label} description={description} invalid={!parsed.ok} error={parsed.ok ? undefined : parsed.problem}>
      <Input id={id} inputMode="numeric" width={30} {...draft} />
    </Field>
  );
}
