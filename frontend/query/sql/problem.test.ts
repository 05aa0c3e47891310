import { asWritten, readSqlProblem } from './problem';

it('a valid statement has no problem', () => {
  expect(readSqlProblem({ valid: true })).toBeNull();
});

it('a problem has its message, and its place where the backend knows it', () => {
  const answer = { valid: false, message: 'there is no column "sevrity"' };
  expect(readSqlProblem({ ...answer, line: 3, column: 7 })).toStrictEqual({
    message: answer.message,
    place: { line: 3, column: 7 },
  });
  expect(readSqlProblem({ ...answer, line: null, column: null })).toMatchObject({ place: null });
  expect(readSqlProblem({ ...answer, line: 3 })).toMatchObject({ place: null });
});

it.each([
  ['text', '<html>', 'the validation must be an object'],
  ['a problem without words', { valid: false }, '"message" must be text'],
  ['a line that is none', { valid: false, message: '', line: 'x' }, '"line" must be a whole number'],
])('an answer of %s is an error that says so', (_, answer, message) => {
  expect(() => readSqlProblem(answer)).toThrow(message);
});

const written = "SELECT title\nFROM t WHERE severity = '$severity' AND oops";

it.each([
  ['without variables', written, { line: 2, column: 42 }, true],
  ['before a variable', written.replace('$severity', 'HIGH'), { line: 2, column: 14 }, true],
  ['at a variable', written.replace('$severity', "'"), { line: 2, column: 26 }, true],
  ['after a variable', written.replace('$severity', 'HIGH'), { line: 2, column: 38 }, false],
  ['on a line below one with a variable', written.replace('SELECT title', 'SELECT x'), { line: 2, column: 1 }, false],
])('a place %s is that of the statement as it is written: %#', (_, sent, place, isKept) => {
  expect(asWritten({ message: 'wrong', place }, written, sent)).toStrictEqual({
    message: 'wrong',
    place: isKept ? place : null,
  });
});

it('a problem without a place keeps its message', () => {
  expect(asWritten({ message: 'wrong', place: null }, written, written)).toStrictEqual({
    message: 'wrong',
    place: null,
  });
});
