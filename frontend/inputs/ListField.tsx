import { Field } from '@grafana/ui';
import { useId, useState } from 'react';

import { ListCombobox } from './ListCombobox';
import { type Options } from './options';
import { type FindProblem } from './useCheckedDraft';

interface Props {
  label: string;
  description: string;
  placeholder: string;
  /** What is offered; anything else can be typed. */
  options: Options;
  value: string[];
  /** A text that it finds wrong is shown as wrong and not added. */
  findProblem?: FindProblem;
  onCommit: (value: string[]) => void;
}

/** A list of texts, offered or typed. */
export function ListField({ label, description, placeholder, options, value, findProblem, onCommit }: Props) {
  const id = useId();
  const [refusal, setRefusal] = useState<string>();
  const problemOf = (texts: string[]) => texts.map((text) => findProblem?.(text)).find((found) => found !== undefined);
  const change = (next: string[]) => {
    const trimmed = next.map((text) => text.trim()).filter((text) => text !== '');
    // Only what is added is judged: a wrong text that is saved must not keep the others from being removed.
    const refused = problemOf(trimmed.filter((text) => !value.includes(text)));
    setRefusal(refused);
    if (refused === undefined) {
      onCommit([...new Set(trimmed)]);
    }
  };
  const problem = refusal ?? problemOf(value);
  return (
    <Field label={label} description={description} invalid={problem !== undefined} error={problem}>
      <ListCombobox
        id={id}
        minWidth={60}
        maxWidth={60}
        isClearable
        customValues
        placeholder={placeholder}
        options={options}
        value={value}
        onChange={change}
      />
    </Field>
  );
}
