import { Field, Input } from '@grafana/ui';

import { type FindProblem, useCheckedDraft } from './useCheckedDraft';

interface Props {
  /** What screen readers call it. */
  name: string;
  value: string;
  width: number;
  placeholder?: string;
  /** A text that it finds wrong is shown as wrong and never saved. */
  findProblem?: FindProblem;
  onCommit: (value: string) => void;
}

/** A text input, named but without a visible label. */
export function NamedInput({ name, value, width, placeholder, findProblem, onCommit }: Props) {
  const [draft, problem] = useCheckedDraft(value, findProblem, onCommit);
  return (
    <Field noMargin invalid={problem !== undefined} error={problem}>
      <Input aria-label={name} width={width} placeholder={placeholder} {...draft} />
    </Field>
  );
}
