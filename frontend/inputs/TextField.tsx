import { Field, Input } from '@grafana/ui';
import { useId } from 'react';

import { type FindProblem, useCheckedDraft } from './useCheckedDraft';

interface Props {
  label: string;
  description: string;
  placeholder?: string;
  value: string;
  /** A text that it finds wrong is shown as wrong and never saved. */
  findProblem?: FindProblem;
  onCommit: (text: string) => void;
}

export function TextField({ label, description, placeholder, value, findProblem, onCommit }: Props) {
  const id = useId();
  const [draft, problem] = useCheckedDraft(value, findProblem, (text) => onCommit(text.trim()));
  return (
    <Field label={label} description={description} invalid={problem !== undefined} error={problem}>
      <Input id={id} width={60} placeholder={placeholder} {...draft} />
    </Field>
  );
}
