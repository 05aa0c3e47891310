import { type Draft, useDraft } from './useDraft';

/** Says what is wrong with a text, if anything. */
export type FindProblem = (text: string) => string | undefined;

/** Keeps what is typed as `useDraft` does; what is wrong is shown as wrong and never saved. */
export function useCheckedDraft(
  saved: string,
  findProblem: FindProblem | undefined,
  commit: (text: string) => void
): [draft: Draft, problem: string | undefined] {
  const draft = useDraft(saved, (text) => {
    if (findProblem?.(text) === undefined) {
      commit(text);
    }
  });
  return [draft, findProblem?.(draft.value)];
}
