import { readColumnValues } from './values';

it('values are not all there are unless the backend says so', () => {
  expect(readColumnValues({ values: ['a'], complete: true })).toStrictEqual({ values: ['a'], complete: true });
  expect(readColumnValues({ values: [] })).toStrictEqual({ values: [], complete: false });
});

it.each([
  ['text', '<html>', 'the values must be an object'],
  ['values that are no texts', { values: [1] }, '"values" must be a list of texts'],
  ['a flag that is none', { values: [], complete: 'yes' }, '"complete" must be true or false'],
])('an answer of %s is an error that says so', (_, answer, message) => {
  expect(() => readColumnValues(answer)).toThrow(message);
});
