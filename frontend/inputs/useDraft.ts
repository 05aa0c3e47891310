import { type FormEvent, type KeyboardEvent, useState } from 'react';

export interface Draft {
  /** The text in the input, saved or not. */
  value: string;
  onChange: (event: FormEvent<HTMLInputElement>) => void;
  onBlur: () => void;
  onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
}

/**
 * Keeps what is typed until the input loses focus or Enter is pressed, for a keystroke could be a paid request.
 * A draft belongs to the saved value it began with: when that changes from outside, the draft is void.
 */
export function useDraft(saved: string, commit: (text: string) => void): Draft {
  const [draft, setDraft] = useState({ saved, text: saved });
  const text = draft.saved === saved ? draft.text : saved;
  const finish = () => {
    if (text !== saved) {
      commit(text);
    }
  };
  return {
    value: text,
    onChange: (event) => setDraft({ saved, text: event.currentTarget.value }),
    onBlur: finish,
    onKeyDown: (event) => {
      if (event.key === 'Enter') {
        finish();
      }
    },
  };
}
