import { screen } from '@testing-library/react';

import { selectors } from '../selectors';
import { choose, enter, field, offered, queryField, serverAllows, showConfig } from '../testing/configPage';
import { user } from '../testing/page';

const { aws } = selectors.config;

const ROLE = 'arn:aws:iam::111122223333:role/Posture';
const EVERYTHING = ['default', 'keys', 'credentials', 'ec2_iam_role', 'grafana_assume_role'];

beforeEach(() => serverAllows({ authTypes: EVERYTHING }));
afterEach(() => jest.restoreAllMocks());

it.each([
  ['AWS SDK default', 'default'],
  ['Credentials file', 'credentials'],
  ['Role of the machine', 'ec2_iam_role'],
  ['Grafana assume role', 'grafana_assume_role'],
])('%s is saved as %s', async (label, authType) => {
  const { latest } = showConfig({ authType: 'keys' });
  await choose(aws.authType, label);
  expect(latest().jsonData).toStrictEqual({ authType });
  expect(queryField(aws.accessKey)).not.toBeInTheDocument();
});

it.each([
  ['arn', 'AWS SDK default'],
  ['sharedCreds', 'Credentials file'],
])('the older name %s is shown as what it means and not rewritten', async (authType, label) => {
  const { changes, latest } = showConfig({ authType });
  expect(field(aws.authType)).toHaveValue(label);
  await choose(aws.authType, label);
  expect(changes).toHaveLength(0);
  await enter(aws.externalId, 'secret');
  expect(latest().jsonData).toStrictEqual({ authType, externalId: 'secret' });
});

it('only what the server allows is offered', async () => {
  serverAllows({ authTypes: ['ec2_iam_role', 'keys', 'something_new'] });
  showConfig({});
  expect(await offered(aws.authType)).toStrictEqual([
    expect.stringMatching('^Access key'),
    expect.stringMatching('^Role of the machine'),
  ]);
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
});

it("where the server names nothing, Grafana's own three are offered", async () => {
  serverAllows({ authTypes: [] });
  showConfig({});
  expect(await offered(aws.authType)).toStrictEqual([
    expect.stringMatching('^AWS SDK default'),
    expect.stringMatching('^Access key'),
    expect.stringMatching('^Credentials file'),
  ]);
});

it('what is saved is shown although the server does not allow it, and the problem is said', async () => {
  serverAllows({ authTypes: ['keys'] });
  const { changes } = showConfig({ authType: 'grafana_assume_role', assumeRoleArn: ROLE });
  expect(field(aws.authType)).toHaveValue('Grafana assume role');
  expect(screen.getByRole('alert')).toHaveTextContent(
    'The server does not allow this (allowed_auth_providers in the [aws] section of grafana.ini); choose another'
  );
  expect(await offered(aws.authType)).toHaveLength(2);
  expect(changes).toHaveLength(0);
});

it('a way of signing in that is not known is shown as saved, and the problem is said', () => {
  const { changes } = showConfig({ authType: 'telepathy' });
  expect(field(aws.authType)).toHaveValue('telepathy');
  expect(screen.getByRole('alert')).toHaveTextContent('does not know this way of signing in; choose another');
  expect(changes).toHaveLength(0);
});

it('a profile is only asked for where it is used, and goes to jsonData', async () => {
  const { latest } = showConfig({ authType: 'default' });
  expect(queryField(aws.profile)).not.toBeInTheDocument();
  await choose(aws.authType, 'Credentials file');
  await enter(aws.profile, ' audit ');
  expect(latest().jsonData).toStrictEqual({ authType: 'credentials', profile: 'audit' });
});

it('the role and its external ID go to jsonData', async () => {
  const { latest } = showConfig({ authType: 'ec2_iam_role' });
  await enter(aws.assumeRoleArn, ` ${ROLE} `);
  await enter(aws.externalId, 'x-1');
  expect(latest().jsonData).toStrictEqual({ authType: 'ec2_iam_role', assumeRoleArn: ROLE, externalId: 'x-1' });
});

it.each(['Posture', 'arn:aws:iam::1111:role/Posture', 'arn:aws:iam::111122223333:user/Posture'])(
  'the role %s is shown as wrong and not saved',
  async (role) => {
    const { changes } = showConfig({});
    await enter(aws.assumeRoleArn, role);
    expect(screen.getByRole('alert')).toHaveTextContent('Enter the ARN of a role, such as');
    expect(changes).toHaveLength(0);
  }
);

it('Grafana Cloud needs a role, and brings its own external ID', async () => {
  const { latest } = showConfig({ authType: 'grafana_assume_role' });
  expect(screen.getByRole('alert')).toHaveTextContent('Enter the ARN of the role that Grafana Cloud assumes');
  expect(queryField(aws.externalId)).not.toBeInTheDocument();
  await enter(aws.assumeRoleArn, ROLE);
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  expect(latest().jsonData.assumeRoleArn).toBe(ROLE);
});

it('roles are hidden where the server allows none', () => {
  serverAllows({ authTypes: EVERYTHING, roles: false });
  showConfig({});
  expect(queryField(aws.assumeRoleArn)).not.toBeInTheDocument();
  expect(queryField(aws.externalId)).not.toBeInTheDocument();
});

it('a saved role that the server does not allow can only be removed', async () => {
  serverAllows({ authTypes: EVERYTHING, roles: false });
  const { latest } = showConfig({ assumeRoleArn: ROLE });
  expect(screen.getByRole('alert')).toHaveTextContent('The server allows no roles');
  await user.clear(field(aws.assumeRoleArn));
  await user.tab();
  expect(latest().jsonData.assumeRoleArn).toBe('');
  expect(queryField(aws.assumeRoleArn)).not.toBeInTheDocument();
});

it('FIPS and dual-stack endpoints go to jsonData', async () => {
  const { latest } = showConfig({ authType: 'default' });
  await user.click(screen.getByRole('switch', { name: new RegExp(`^${aws.useFips}`) }));
  await user.click(screen.getByRole('switch', { name: new RegExp(`^${aws.useDualStack}`) }));
  expect(latest().jsonData).toStrictEqual({ authType: 'default', useFips: true, useDualStack: true });
});

it('FIPS endpoints together with an endpoint are shown as wrong', () => {
  showConfig({ useFips: true, endpoint: 'http://localhost:5000' });
  expect(screen.getByRole('alert')).toHaveTextContent('Not together with an endpoint');
});

it('the proxy is hidden where the server does not let a data source choose one', () => {
  showConfig({});
  expect(queryField(aws.proxyType)).not.toBeInTheDocument();
});

it.each([
  ['kind', { proxyType: 'none' }, {}],
  ['password', {}, { proxyPassword: true }],
])('a proxy whose %s is saved is shown all the same', (_, jsonData, secrets) => {
  showConfig(jsonData, secrets);
  expect(field(aws.proxyType)).toBeInTheDocument();
});

it('a saved proxy that the server does not allow can be given up', async () => {
  const { latest } = showConfig({ proxyType: 'none' });
  expect(screen.getByRole('alert')).toHaveTextContent(
    'The server does not allow this (per_datasource_http_proxy_enabled in the [aws] section of grafana.ini); choose the environment'
  );
  await choose(aws.proxyType, 'Environment');
  expect(latest().jsonData).toStrictEqual({ proxyType: 'env' });
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
});

it('a password in an address is shown as wrong and not saved', async () => {
  serverAllows({ proxy: true });
  const { changes } = showConfig({ proxyType: 'url', proxyUrl: 'http://proxy:3128' });
  await enter(aws.proxyUrl, 'http://me:secret@proxy:3128');
  expect(screen.getByRole('alert')).toHaveTextContent('Leave user and password out of the address');
  expect(changes).toHaveLength(0);
});

it("the proxy's address and user go to jsonData, its password to secureJsonData", async () => {
  serverAllows({ proxy: true });
  const { latest } = showConfig({});
  expect(field(aws.proxyType)).toHaveValue('Environment');
  expect(queryField(aws.proxyUrl)).not.toBeInTheDocument();
  await choose(aws.proxyType, 'Address');
  expect(screen.getByRole('alert')).toHaveTextContent("Enter the proxy's address");
  await enter(aws.proxyUrl, 'http://proxy:3128');
  await enter(aws.proxyUsername, 'grafana');
  await user.type(field(aws.proxyPassword), 'verysecret{Tab}');
  expect(latest().jsonData).toStrictEqual({
    proxyType: 'url',
    proxyUrl: 'http://proxy:3128',
    proxyUsername: 'grafana',
  });
  expect(latest().secureJsonData).toStrictEqual({ proxyPassword: 'verysecret' });
});

it('while the sandbox is on, nothing of AWS is asked for', () => {
  serverAllows({ authTypes: EVERYTHING, proxy: true });
  showConfig({ sandbox: { enabled: true }, authType: 'credentials', assumeRoleArn: ROLE, proxyType: 'url' });
  for (const label of [aws.authType, aws.profile, aws.assumeRoleArn, aws.endpoint, aws.useFips, aws.proxyType]) {
    expect(queryField(label)).not.toBeInTheDocument();
  }
});
