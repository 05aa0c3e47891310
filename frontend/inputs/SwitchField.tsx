import { Field, Switch } from '@grafana/ui';
import { useId } from 'react';

interface Props {
  label: string;
  description?: string;
  value: boolean;
  /** What is wrong with the value, if anything. */
  problem?: string;
  onCommit: (value: boolean) => void;
}

export function SwitchField({ label, description, value, problem, onCommit }: Props) {
  const id = useId();
  return (
    <Field label={label} description={description} invalid={problem !== undefined} error={problem}>
      <Switch id={id} value={value} onChange={(event) => onCommit(event.currentTarget.checked)} />
    </Field>
  );
}
