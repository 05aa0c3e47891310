import { type Mounted } from './mounted';
import { type SqlProblem } from './problem';

/** Whose markers these are: others may put their own into the same text. */
const OWNER = 'awsposture';

/** Underlines where a statement is wrong, if that is known, in place of what was underlined before. */
export function markProblem({ editor, monaco }: Mounted, problem: SqlProblem | null): void {
  const model = editor.getModel();
  if (model === null) {
    return;
  }
  if (problem?.place == null) {
    monaco.editor.setModelMarkers(model, OWNER, []);
    return;
  }
  const { line, column } = problem.place;
  const word = model.getWordAtPosition({ lineNumber: line, column });
  const marker = {
    severity: monaco.MarkerSeverity.Error,
    message: problem.message,
    startLineNumber: line,
    startColumn: column,
    endLineNumber: line,
    endColumn: word?.endColumn ?? column + 1,
  };
  monaco.editor.setModelMarkers(model, OWNER, [marker]);
}
