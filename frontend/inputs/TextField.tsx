import { Field, Input } from '@grafana/ui';
import { useId } from 'react';

import { useDraft } from './useDraft';

interface Props {
  label: string;
  description: string;
  placeholder?: string;
  value: string;
  /** Says what is wrong with the text, if anything; such a text is shown as wrong and never saved. */
  findProblem?: (text: string) => string | undefined;
  onCommit: (text: string) => void;
}

export function TextField({ label, description, placeholder, value, findProblem, onCommit }: Props) {
  const id = useId();
  const draft = useDraft(value, (text) => {
    if (findProblem?.(text) === undefined) {
      onCommit(text.trim());
    }
  });
  const problem = findProblem?.(draft.value);
  return (
    <Field label={label} description={description} invalid={problem !== undefined} error={problem}>
      <Input id={id} width={60} placeholder={placeholder} {...draft} />
    </Field>
  );
}
