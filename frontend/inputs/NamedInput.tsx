import { Input } from '@grafana/ui';

import { useDraft } from './useDraft';

interface Props {
  /** What screen readers call it. */
  name: string;
  value: string;
  width: number;
  placeholder?: string;
  onCommit: (value: string) => void;
}

/** A text input, named but without a visible label. */
export function NamedInput({ name, value, width, placeholder, onCommit }: Props) {
  const draft = useDraft(value, onCommit);
  return (
    <div>
      <Input aria-label={name} width={width} placeholder={placeholder} {...draft} />
    </div>
  );
}
