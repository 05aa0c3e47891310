import { EditorField } from '@grafana/plugin-ui';
import { Input } from '@grafana/ui';
import { useId } from 'react';

import { useDraft } from '../../inputs/useDraft';
import { parseWholeNumber } from '../../inputs/wholeNumber';
import { selectors } from '../../selectors';
import { type BuilderQuery } from '../model';

const RANGE = { min: 1, max: Number.MAX_SAFE_INTEGER };

interface Props {
  query: BuilderQuery;
  onRun: (query: BuilderQuery) => void;
}

/** The most rows; none when empty. */
export function LimitField({ query, onRun }: Props) {
  const id = useId();
  const draft = useDraft(query.limit === null ? '' : String(query.limit), (text) => {
    const limit = parseWholeNumber(text, RANGE);
    if (text.trim() === '') {
      onRun({ ...query, limit: null });
    } else if (limit.ok) {
      onRun({ ...query, limit: limit.value });
    }
  });
  const isValid = draft.value.trim() === '' || parseWholeNumber(draft.value, RANGE).ok;
  return (
    <EditorField label={selectors.builder.limit} invalid={!isValid} error="Enter a whole number, or nothing">
      <Input id={id} width={20} inputMode="numeric" placeholder="No limit" {...draft} />
    </EditorField>
  );
}
