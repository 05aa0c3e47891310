import { Combobox, type ComboboxOption, Field } from '@grafana/ui';
import { useId } from 'react';

import { withCurrent } from './options';

interface Props<Choice extends string> {
  label: string;
  description: string;
  options: Array<ComboboxOption<Choice>>;
  /** As saved, which may be a choice that is not offered here. */
  value: string;
  /** What is wrong with the value, if anything. */
  problem?: string;
  onCommit: (choice: Choice) => void;
}

/** A drop-down list for one of several choices, each with a line that says what it means. */
export function ChoiceField<Choice extends string>({
  label,
  description,
  options,
  value,
  problem,
  onCommit,
}: Props<Choice>) {
  const id = useId();
  return (
    <Field label={label} description={description} invalid={problem !== undefined} error={problem}>
      <Combobox<string>
        id={id}
        width={60}
        options={withCurrent(options, value)}
        value={value}
        onChange={(option) => {
          const chosen = options.find((candidate) => candidate.value === option.value);
          if (chosen !== undefined && chosen.value !== value) {
            onCommit(chosen.value);
          }
        }}
      />
    </Field>
  );
}
