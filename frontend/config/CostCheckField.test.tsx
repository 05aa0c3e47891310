import { getBackendSrv } from '@grafana/runtime';
import { screen, waitFor } from '@testing-library/react';

import { selectors } from '../selectors';
import { showConfig } from '../testing/configPage';
import { press } from '../testing/page';

jest.mock('@grafana/runtime', () => ({ ...jest.requireActual('@grafana/runtime'), getBackendSrv: jest.fn() }));

const CHECK = selectors.config.spend.check('0.01 USD');

/** Answers what is posted to the backend. */
function backend(post: jest.Mock) {
  jest.mocked(getBackendSrv, { shallow: true }).mockReturnValue(Object.assign(Object.create(null), { post }));
  return post;
}

it('the button says its price, and nothing is asked before it is pressed', async () => {
  const post = backend(jest.fn().mockResolvedValue({ message: 'Cost Explorer can be read.', spentUsd: 0.01 }));
  showConfig({});
  expect(screen.getByRole('button', { name: 'Check Cost Explorer (0.01 USD)' })).toBeEnabled();
  expect(post).not.toHaveBeenCalled();
  await press(CHECK);
  expect(await screen.findByText('Cost Explorer can be read.')).toBeInTheDocument();
  expect(post.mock.calls.map(([path]) => path)).toStrictEqual(['/api/datasources/uid/posture/resources/check-costs']);
});

it('pressed again while an answer is waited for, nothing more is asked', async () => {
  let answer: (value: unknown) => void = () => {};
  const post = backend(jest.fn().mockReturnValue(new Promise((resolve) => (answer = resolve))));
  showConfig({});
  await press(CHECK);
  expect(screen.getByRole('button', { name: CHECK })).toBeDisabled();
  await press(CHECK);
  expect(post).toHaveBeenCalledTimes(1);
  answer({ message: 'Cost Explorer can be read.' });
  await waitFor(() => expect(screen.getByRole('button', { name: CHECK })).toBeEnabled());
});

it.each([
  [
    "the backend's refusal",
    { data: { message: 'check-costs needs the role Admin' } },
    'check-costs needs the role Admin',
  ],
  ['the status', { statusText: 'Bad Gateway' }, 'Bad Gateway'],
])('%s is shown', async (_, error, text) => {
  backend(jest.fn().mockRejectedValue(error));
  showConfig({});
  await press(CHECK);
  expect(await screen.findByRole('alert')).toHaveTextContent(text);
});

it('an answer of another shape is an error', async () => {
  backend(jest.fn().mockResolvedValue('<html>'));
  showConfig({});
  await press(CHECK);
  expect(await screen.findByRole('alert')).toHaveTextContent('the answer must be an object');
});
