import { screen } from '@testing-library/react';

import { selectors } from '../selectors';
import { choose, enter, field, queryField, showConfig } from '../testing/configPage';
import { user } from '../testing/page';

const { accounts, aws, sandbox, spend } = selectors.config;

it('switching the sandbox on writes all its settings and hides the AWS fields', async () => {
  const { latest } = showConfig({ authType: 'keys' });
  await user.click(screen.getByRole('switch', { name: sandbox.enabled }));
  expect(latest().jsonData).toStrictEqual({
    authType: 'keys',
    sandbox: { enabled: true, seed: 1, findings: 5000, throttle: 'aws' },
  });
  expect(screen.queryByLabelText(aws.accessKey)).not.toBeInTheDocument();
});

it('a number is saved when the input loses focus, not while it is typed', async () => {
  const { changes, latest } = showConfig({ sandbox: { enabled: true } });
  const findings = field(sandbox.findings);
  await user.clear(findings);
  await user.type(findings, '20000');
  expect(changes).toHaveLength(0);
  await user.tab();
  expect(latest().jsonData.sandbox).toStrictEqual({ enabled: true, seed: 1, findings: 20000, throttle: 'aws' });
});

it.each(['200001', '0', '-5', '1.5', '1e3', 'many', ''])(
  '%j findings are shown as wrong and not saved',
  async (text) => {
    const { changes } = showConfig({ sandbox: { enabled: true } });
    await enter(sandbox.findings, text);
    expect(screen.getByRole('alert')).toHaveTextContent('Enter a whole number from 1 to 200000');
    expect(changes).toHaveLength(0);
  }
);

it('the sandbox can be unlimited', async () => {
  const { latest } = showConfig({ sandbox: { enabled: true } });
  await user.click(screen.getByLabelText('Unlimited'));
  expect(latest().jsonData.sandbox?.throttle).toBe('off');
});

it('authentication, region and endpoint go to jsonData', async () => {
  const { latest } = showConfig({});
  await choose(aws.authType, 'AWS SDK default');
  await user.type(field(accounts.defaultRegion), 'eu-west-1{Tab}');
  await user.type(field(aws.endpoint), ' http://localhost:5000 {Enter}');
  expect(latest().jsonData).toStrictEqual({
    authType: 'default',
    defaultRegion: 'eu-west-1',
    endpoint: 'http://localhost:5000',
  });
});

it.each(['ftp://example.com', 'localhost:5000', 'http://', 'javascript:alert(1)'])(
  'the endpoint %s is shown as wrong and not saved',
  async (address) => {
    const { changes } = showConfig({});
    await user.type(field(aws.endpoint), `${address}{Tab}`);
    expect(screen.getByRole('alert')).toHaveTextContent('Enter an address that begins with http:// or https://');
    expect(changes).toHaveLength(0);
  }
);

it('keys go to secureJsonData and never to jsonData', async () => {
  const { latest } = showConfig({ authType: 'keys' });
  await user.type(field(aws.accessKey), 'AKIAEXAMPLE{Tab}');
  await user.type(field(aws.secretKey), 'verysecret{Tab}');
  await user.type(field(aws.sessionToken), 'token{Tab}');
  expect(latest().secureJsonData).toStrictEqual({
    accessKey: 'AKIAEXAMPLE',
    secretKey: 'verysecret',
    sessionToken: 'token',
  });
  expect(latest().jsonData).toStrictEqual({ authType: 'keys' });
});

it('a saved secret can only be reset', async () => {
  const { latest } = showConfig({ authType: 'keys' }, { accessKey: true, secretKey: true });
  expect(field(aws.secretKey)).toBeDisabled();
  await user.click(screen.getAllByRole('button', { name: 'Reset' })[1] ?? document.body);
  expect(latest().secureJsonFields).toStrictEqual({ accessKey: true, secretKey: false });
  expect(latest().secureJsonData).toStrictEqual({ secretKey: '' });
});

it('keys are only asked for where they are used', () => {
  showConfig({ authType: 'default' });
  expect(queryField(aws.accessKey)).not.toBeInTheDocument();
});

it('keys are asked for where no way of signing in was chosen, as the backend expects them then', () => {
  const { changes } = showConfig({});
  expect(field(aws.authType)).toHaveValue('Access key');
  expect(field(aws.accessKey)).toBeInTheDocument();
  expect(changes).toHaveLength(0);
});

it('a region that is none is shown as wrong and not saved', async () => {
  const { changes } = showConfig({});
  await user.type(field(accounts.defaultRegion), 'EU West{Tab}');
  expect(screen.getByRole('alert')).toHaveTextContent('Enter a region such as eu-west-1');
  expect(changes).toHaveLength(0);
});

it('without settings the cap is shown as the backend has it, and not saved', () => {
  const { changes } = showConfig({});
  expect(field(spend.maxRequestsPerDay)).toHaveValue('100');
  expect(field(spend.alertReserve)).toHaveValue('20');
  expect(changes).toHaveLength(0);
});

it('the cap on requests that cost money goes to jsonData', async () => {
  const { latest } = showConfig({});
  await enter(spend.maxRequestsPerDay, '250');
  await enter(spend.alertReserve, '0');
  expect(latest().jsonData).toStrictEqual({ spend: { maxRequestsPerDay: 250, alertReserve: 0 } });
});

it('a maximum below the reserve takes the reserve along', async () => {
  const { latest } = showConfig({ spend: { alertReserve: 30 } });
  await enter(spend.maxRequestsPerDay, '10');
  expect(latest().jsonData.spend).toStrictEqual({ maxRequestsPerDay: 10, alertReserve: 10 });
});

it.each(['51', '-1', '1.5', ''])('a reserve of %j is shown as wrong and not saved', async (text) => {
  const { changes } = showConfig({ spend: { maxRequestsPerDay: 50 } });
  await enter(spend.alertReserve, text);
  expect(screen.getByRole('alert')).toHaveTextContent('Enter a whole number from 0 to 50');
  expect(changes).toHaveLength(0);
});
