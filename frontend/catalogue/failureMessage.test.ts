import { failureMessage } from './failureMessage';

it.each([
  [
    "the backend's words",
    { status: 503, statusText: 'Unavailable', data: { message: 'no such region' } },
    'no such region',
  ],
  ['the words of an error', new Error('the catalogue has no tables'), 'the catalogue has no tables'],
  ['the status where there is nothing else', { status: 502, statusText: 'Bad Gateway', data: {} }, 'Bad Gateway'],
  ['a sentence of our own where there is nothing at all', {}, 'the data source did not answer'],
  ['text as it is', 'boom', 'boom'],
])('shows %s', (_, error, message) => {
  expect(failureMessage(error)).toBe(message);
});
