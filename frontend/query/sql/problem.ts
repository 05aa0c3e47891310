/**
 * What is wrong with a statement, as the backend says without asking AWS.
 *
 * It is given the statement with variables put in, so the place it names is only that of the written one as far as
 * both are the same.
 */
import { readFlag, readObject, readOptionalCount, readText } from '../../json';

/** A place in a text, counted from 1. */
export interface Place {
  line: number;
  column: number;
}

export interface SqlProblem {
  message: string;
  /** Null where it is not known. */
  place: Place | null;
}

/** Reads the answer of the route `validate`; null when nothing is wrong. */
export function readSqlProblem(answer: unknown): SqlProblem | null {
  const validation = readObject(answer, 'the validation');
  if (readFlag(validation, 'valid', false)) {
    return null;
  }
  const line = readOptionalCount(validation, 'line');
  const column = readOptionalCount(validation, 'column');
  const place = line === null || column === null ? null : { line, column };
  return { message: readText(validation, 'message'), place };
}

/** Returns the problem as one of the statement as it is written. */
export function asWritten({ message, place }: SqlProblem, written: string, sent: string): SqlProblem {
  const isSame = place !== null && written.startsWith(textBefore(sent, place));
  return { message, place: isSame ? place : null };
}

function textBefore(text: string, { line, column }: Place): string {
  const lines = text.split('\n').slice(0, line);
  const last = lines.pop() ?? '';
  return [...lines, last.slice(0, column - 1)].join('\n');
}
