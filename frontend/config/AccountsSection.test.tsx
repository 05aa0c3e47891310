import { screen } from '@testing-library/react';

import { selectors } from '../selectors';
import { choose, enter, field, serverAllows, showConfig } from '../testing/configPage';
import { press, user } from '../testing/page';

const { accounts } = selectors.config;

const ROLE = 'arn:aws:iam::111122223333:role/Posture';
const SAVED = { id: '111122223333', name: 'audit', roleArn: ROLE, externalId: '' };

beforeEach(() => serverAllows({}));
afterEach(() => jest.restoreAllMocks());

/** Types a text into a list and chooses it, which adds what is not in it and removes what is. */
async function toggle(label: string, text: string) {
  await user.type(field(label), text);
  await user.click(await screen.findByRole('option', { name: new RegExp(`^${text}`) }));
  await user.tab();
}

it('without settings the backend’s defaults are shown, and not saved', () => {
  const { changes } = showConfig({});
  expect(field(accounts.mode)).toHaveValue('Current account');
  expect(field(accounts.aggregation)).toHaveValue('Automatic');
  expect(screen.queryByRole('button', { name: accounts.add })).not.toBeInTheDocument();
  expect(changes).toHaveLength(0);
});

it('accounts and regions are shown while the sandbox is on', () => {
  showConfig({ sandbox: { enabled: true } });
  for (const label of [accounts.defaultRegion, accounts.regionMode, accounts.mode, accounts.aggregation]) {
    expect(field(label)).toBeInTheDocument();
  }
});

it.each([
  ['Always', 'always'],
  ['Never', 'never'],
])('aggregation %s is saved as %s', async (label, aggregation) => {
  const { latest } = showConfig({});
  await choose(accounts.aggregation, label);
  expect(latest().jsonData).toStrictEqual({ aggregation });
});

it('regions are offered, can be typed, and go to jsonData', async () => {
  const { latest } = showConfig({ defaultRegion: 'eu-west-1' });
  await choose(accounts.regionMode, 'List');
  expect(latest().jsonData.regions).toStrictEqual(['eu-west-1']);
  await toggle(accounts.regions, 'us-west-2');
  await toggle(accounts.regions, 'xx-new-1');
  expect(latest().jsonData.regions).toStrictEqual(['eu-west-1', 'us-west-2', 'xx-new-1']);
});

it('all enabled regions are an empty list, and the default region alone is none', async () => {
  const { latest } = showConfig({ regions: ['eu-west-1'] });
  await choose(accounts.regionMode, 'All enabled');
  expect(latest().jsonData.regions).toStrictEqual([]);
  expect(screen.queryByLabelText(accounts.regions)).not.toBeInTheDocument();
  await choose(accounts.regionMode, 'Default region');
  expect(latest().jsonData.regions).toBeUndefined();
});

it('an organization is asked by a role’s name, and accounts are chosen', async () => {
  const { latest } = showConfig({ accounts: { mode: 'organization', exclude: [12345678] } });
  expect(screen.getByRole('alert')).toHaveTextContent('Enter the name of a role, such as Posture');
  await enter(accounts.roleName, 'audit/Posture');
  await toggle(accounts.include, 'ou-ab12-shop1234');
  await toggle(accounts.exclude, 'Old shop');
  expect(latest().jsonData.accounts).toMatchObject({
    mode: 'organization',
    roleName: 'audit/Posture',
    include: ['ou-ab12-shop1234'],
    exclude: ['000012345678', 'Old shop'],
  });
});

it('a region that is none is shown as wrong and not added', async () => {
  const { changes } = showConfig({ regions: ['eu-west-1'] });
  await toggle(accounts.regions, 'EU West');
  expect(screen.getByRole('alert')).toHaveTextContent('Enter a region such as eu-west-1');
  expect(changes).toHaveLength(0);
});

it('a wrong region that is saved does not keep another from being removed', async () => {
  const { latest } = showConfig({ regions: ['EU West', 'eu-west-1'] });
  expect(screen.getByRole('alert')).toHaveTextContent('Enter a region such as eu-west-1');
  await toggle(accounts.regions, 'eu-west-1');
  expect(latest().jsonData.regions).toStrictEqual(['EU West']);
});

it('an account is saved once its ID is complete, and each member where it belongs', async () => {
  const { changes, latest } = showConfig({ accounts: { mode: 'list' } });
  await press(accounts.add);
  expect(changes).toHaveLength(0);
  await enter(accounts.id(1), '1111-2222-3333');
  await enter(accounts.name(1), 'audit');
  await enter(accounts.roleArn(1), ROLE);
  await enter(accounts.externalId(1), 'x-1');
  const account = { ...SAVED, externalId: 'x-1' };
  expect(latest().jsonData).toStrictEqual({ accounts: { mode: 'list', list: [account] } });
});

const labels = { id: accounts.id(1), roleArn: accounts.roleArn(1) };

it.each<[string, keyof typeof labels, string, string]>([
  ['a short ID', 'id', '1234', "Enter the account's 12 digits"],
  ['an ID that is listed', 'id', '444455556666', 'This account is in the list already'],
  ['a role that is none', 'roleArn', 'Posture', 'Enter the ARN of a role, such as'],
  ["another account's role", 'roleArn', ROLE.replace('1111', '9999'), 'This role belongs to the account 999922223333'],
])('%s is shown as wrong and not saved', async (_, member, text, problem) => {
  const { changes } = showConfig({ accounts: { mode: 'list', list: [SAVED, { id: '444455556666' }] } });
  await enter(labels[member], text);
  expect(screen.getByRole('alert')).toHaveTextContent(problem);
  expect(changes).toHaveLength(0);
});

it('a row with a name but no ID is shown as wrong and not saved', async () => {
  const { changes } = showConfig({ accounts: { mode: 'list' } });
  await press(accounts.add);
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  await enter(accounts.name(1), 'audit');
  expect(screen.getByRole('alert')).toHaveTextContent("Enter the account's 12 digits");
  expect(changes).toHaveLength(0);
});

it('an account can be removed', async () => {
  const { latest } = showConfig({ accounts: { mode: 'list', list: [SAVED, { id: '444455556666' }] } });
  await press(accounts.remove(2));
  expect(latest().jsonData.accounts?.list).toStrictEqual([SAVED]);
});

it('the list is kept while another mode is chosen', async () => {
  const { latest } = showConfig({ accounts: { mode: 'list', list: [SAVED] } });
  await choose(accounts.mode, 'Current account');
  expect(latest().jsonData.accounts).toStrictEqual({ mode: 'current', list: [SAVED] });
});

it('an ID that YAML read as a number is shown, and nothing is rewritten', () => {
  const { changes } = showConfig({ accounts: { mode: 'list', list: [{ id: 111122223333 }] } });
  expect(field(accounts.id(1))).toHaveValue('111122223333');
  expect(changes).toHaveLength(0);
});

it('a mode that is not known is shown as saved', () => {
  const { changes } = showConfig({ accounts: { mode: 'galaxy' } });
  expect(field(accounts.mode)).toHaveValue('galaxy');
  expect(changes).toHaveLength(0);
});
