import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';

import { selectors } from '../selectors';
import { ConfigEditor } from './ConfigEditor';
import { type Options, type PostureSettings } from './settings';

const { aws, sandbox, spend } = selectors.config;

const user = userEvent.setup();

/** Shows the editor as Grafana does, with each change fed back; returns a reader of the latest options. */
function show(jsonData: PostureSettings, secureJsonFields: Record<string, boolean> = {}) {
  const initial: Options = {
    id: 1,
    uid: 'posture',
    orgId: 1,
    name: 'AWS Posture',
    type: 'bulwark-awsposture-datasource',
    typeLogoUrl: '',
    typeName: 'AWS Posture',
    access: 'proxy',
    url: '',
    user: '',
    database: '',
    basicAuth: false,
    basicAuthUser: '',
    isDefault: false,
    jsonData,
    secureJsonFields,
    readOnly: false,
    withCredentials: false,
  };
  const changes: Options[] = [];
  function Page() {
    const [options, setOptions] = useState(initial);
    const change = (next: Options) => {
      changes.push(next);
      setOptions(next);
    };
    return <ConfigEditor options={options} onOptionsChange={change} />;
  }
  render(<Page />);
  return { changes, latest: () => changes.at(-1) ?? initial };
}

it('switching the sandbox on writes all its settings and hides the AWS fields', async () => {
  const { latest } = show({ authType: 'keys' });
  await user.click(screen.getByRole('switch', { name: sandbox.enabled }));
  expect(latest().jsonData).toStrictEqual({
    authType: 'keys',
    sandbox: { enabled: true, seed: 1, findings: 5000, throttle: 'aws' },
  });
  expect(screen.queryByLabelText(aws.accessKey)).not.toBeInTheDocument();
});

it('a number is saved when the input loses focus, not while it is typed', async () => {
  const { changes, latest } = show({ sandbox: { enabled: true } });
  const findings = screen.getByLabelText(new RegExp(sandbox.findings));
  await user.clear(findings);
  await user.type(findings, '20000');
  expect(changes).toHaveLength(0);
  await user.tab();
  expect(latest().jsonData.sandbox).toStrictEqual({ enabled: true, seed: 1, findings: 20000, throttle: 'aws' });
});

it.each(['200001', '0', '-5', '1.5', '1e3', 'many', ''])(
  '%j findings are shown as wrong and not saved',
  async (text) => {
    const { changes } = show({ sandbox: { enabled: true } });
    const findings = screen.getByLabelText(new RegExp(sandbox.findings));
    await user.clear(findings);
    await user.type(findings, `${text}{Tab}`);
    expect(screen.getByRole('alert')).toHaveTextContent('Enter a whole number from 1 to 200000');
    expect(changes).toHaveLength(0);
  }
);

it('the sandbox can be unlimited', async () => {
  const { latest } = show({ sandbox: { enabled: true } });
  await user.click(screen.getByLabelText('Unlimited'));
  expect(latest().jsonData.sandbox?.throttle).toBe('off');
});

it('authentication, region and endpoint go to jsonData', async () => {
  const { latest } = show({});
  await user.click(screen.getByLabelText(new RegExp(aws.authType)));
  await user.click(await screen.findByRole('option', { name: /AWS SDK default/ }));
  await user.type(screen.getByLabelText(new RegExp(aws.defaultRegion)), 'eu-west-1{Tab}');
  await user.type(screen.getByLabelText(new RegExp(aws.endpoint)), ' http://localhost:5000 {Enter}');
  expect(latest().jsonData).toStrictEqual({
    authType: 'default',
    defaultRegion: 'eu-west-1',
    endpoint: 'http://localhost:5000',
  });
});

it.each(['ftp://example.com', 'localhost:5000', 'http://', 'javascript:alert(1)'])(
  'the endpoint %s is shown as wrong and not saved',
  async (address) => {
    const { changes } = show({});
    await user.type(screen.getByLabelText(new RegExp(aws.endpoint)), `${address}{Tab}`);
    expect(screen.getByRole('alert')).toHaveTextContent('Enter an address that begins with http:// or https://');
    expect(changes).toHaveLength(0);
  }
);

it('keys go to secureJsonData and never to jsonData', async () => {
  const { latest } = show({ authType: 'keys' });
  await user.type(screen.getByLabelText(new RegExp(aws.accessKey)), 'AKIAEXAMPLE{Tab}');
  await user.type(screen.getByLabelText(new RegExp(aws.secretKey)), 'verysecret{Tab}');
  await user.type(screen.getByLabelText(new RegExp(aws.sessionToken)), 'token{Tab}');
  expect(latest().secureJsonData).toStrictEqual({
    accessKey: 'AKIAEXAMPLE',
    secretKey: 'verysecret',
    sessionToken: 'token',
  });
  expect(latest().jsonData).toStrictEqual({ authType: 'keys' });
});

it('a saved secret can only be reset', async () => {
  const { latest } = show({ authType: 'keys' }, { accessKey: true, secretKey: true });
  expect(screen.getByLabelText(new RegExp(aws.secretKey))).toBeDisabled();
  await user.click(screen.getAllByRole('button', { name: 'Reset' })[1] ?? document.body);
  expect(latest().secureJsonFields).toStrictEqual({ accessKey: true, secretKey: false });
  expect(latest().secureJsonData).toStrictEqual({ secretKey: '' });
});

it('keys are only asked for where they are used', () => {
  show({ authType: 'default' });
  expect(screen.queryByLabelText(new RegExp(aws.accessKey))).not.toBeInTheDocument();
});

it('keys are asked for where no way of signing in was chosen, as the backend expects them then', () => {
  const { changes } = show({});
  expect(screen.getByLabelText(new RegExp(aws.authType))).toHaveValue('Access key');
  expect(screen.getByLabelText(new RegExp(aws.accessKey))).toBeInTheDocument();
  expect(changes).toHaveLength(0);
});

it('a region that is none is shown as wrong and not saved', async () => {
  const { changes } = show({});
  await user.type(screen.getByLabelText(new RegExp(aws.defaultRegion)), 'EU West{Tab}');
  expect(screen.getByRole('alert')).toHaveTextContent('Enter a region such as eu-west-1');
  expect(changes).toHaveLength(0);
});

async function enter(label: string, text: string) {
  const input = screen.getByLabelText(new RegExp(label));
  await user.clear(input);
  await user.type(input, `${text}{Tab}`);
}

it('without settings the cap is shown as the backend has it, and not saved', () => {
  const { changes } = show({});
  expect(screen.getByLabelText(new RegExp(spend.maxRequestsPerDay))).toHaveValue('100');
  expect(screen.getByLabelText(new RegExp(spend.alertReserve))).toHaveValue('20');
  expect(changes).toHaveLength(0);
});

it('the cap on requests that cost money goes to jsonData', async () => {
  const { latest } = show({});
  await enter(spend.maxRequestsPerDay, '250');
  await enter(spend.alertReserve, '0');
  expect(latest().jsonData).toStrictEqual({ spend: { maxRequestsPerDay: 250, alertReserve: 0 } });
});

it('a maximum below the reserve takes the reserve along', async () => {
  const { latest } = show({ spend: { alertReserve: 30 } });
  await enter(spend.maxRequestsPerDay, '10');
  expect(latest().jsonData.spend).toStrictEqual({ maxRequestsPerDay: 10, alertReserve: 10 });
});

it.each(['51', '-1', '1.5', ''])('a reserve of %j is shown as wrong and not saved', async (text) => {
  const { changes } = show({ spend: { maxRequestsPerDay: 50 } });
  await enter(spend.alertReserve, text);
  expect(screen.getByRole('alert')).toHaveTextContent('Enter a whole number from 0 to 50');
  expect(changes).toHaveLength(0);
});
