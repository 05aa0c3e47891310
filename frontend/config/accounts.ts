/**
 * Which accounts are asked: as saved, and as the page shows and changes them.
 *
 * Provisioned settings may lack members, and YAML reads an account ID without quotes as a number.
 */
import { type FindProblem } from '../inputs/useCheckedDraft';
import { accountOfRole, findRoleProblem } from './problems';
import { type Options, type PostureSettings, withSettings } from './settings';

export const ACCOUNT_MODES = ['current', 'list', 'organization'] as const;
export type AccountMode = (typeof ACCOUNT_MODES)[number];

export const AGGREGATIONS = ['auto', 'always', 'never'] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];

export interface Account {
  id: string;
  name: string;
  roleArn: string;
  externalId: string;
}

interface AccountsSettings {
  /** As saved, which may be none of the modes here. */
  mode: string;
  list: Account[];
}

/** Which accounts of the organization are asked, and how they are reached. */
interface MembersSettings {
  roleName: string;
  /** IDs, names and organizational units; all accounts when empty. */
  include: string[];
  exclude: string[];
}

type SavedAccount = Partial<Omit<Account, 'id'>> & { id: string | number };

export interface SavedAccounts {
  mode?: string;
  list?: SavedAccount[];
  roleName?: string;
  include?: Array<string | number>;
  exclude?: Array<string | number>;
}

const ID_DIGITS = 12;

export const blankAccount: Account = { id: '', name: '', roleArn: '', externalId: '' };

/** Returns which accounts are asked; the one that signs in where nothing is said. */
export function readAccounts({ accounts }: PostureSettings): AccountsSettings {
  return {
    mode: accounts?.mode || ('current' satisfies AccountMode),
    list: (accounts?.list ?? []).map(readAccount),
  };
}

function readAccount(saved: SavedAccount): Account {
  const { id, name, roleArn, externalId } = saved;
  return {
    ...saved,
    id: readText(id),
    name: name ?? '',
    roleArn: roleArn ?? '',
    externalId: externalId ?? '',
  };
}

/** YAML drops the zeros that an unquoted ID begins with. */
function readText(saved: string | number): string {
  return String(saved).padStart(typeof saved === 'number' ? ID_DIGITS : 0, '0');
}

/** Returns which accounts of the organization are asked. */
export function readMembers({ accounts }: PostureSettings): MembersSettings {
  return {
    roleName: accounts?.roleName ?? '',
    include: (accounts?.include ?? []).map(readText),
    exclude: (accounts?.exclude ?? []).map(readText),
  };
}

export function withAccounts(options: Options, change: Partial<AccountsSettings & MembersSettings>): Options {
  const { accounts } = options.jsonData;
  return withSettings(options, { accounts: { ...accounts, ...readAccounts(options.jsonData), ...change } });
}

/** Returns how AWS's aggregations are used, as saved. */
export function readAggregation({ aggregation }: PostureSettings): string {
  return aggregation || ('auto' satisfies Aggregation);
}

/** Whether an account is complete: only such are saved. */
export function isAccount(account: Account): account is Account {
  return isAccountId(account.id);
}

function isAccountId(text: string): boolean {
  return /^\d{12}$/.test(text);
}

/** Returns an account's ID without what the AWS console writes between its digits. */
export function plainAccountId(text: string): string {
  return text.replace(/[\s-]/g, '');
}

/** Returns a judge of the ID of an account of a list; a row that is still blank is not wrong. */
export function accountIdProblem(account: Account, others: Account[]): FindProblem {
  return (text) => {
    const id = plainAccountId(text);
    const isBlank = [account.name, account.roleArn, account.externalId].every((member) => member === '');
    if (id === '' ? !isBlank : !isAccountId(id)) {
      return "Enter the account's 12 digits";
    }
    return id !== '' && others.some((other) => other.id === id) ? 'This account is in the list already' : undefined;
  };
}

/** Returns a judge of the role for an account: with another account's role, that account would be shown in its place. */
export function accountRoleProblem({ id }: Account): FindProblem {
  return (text) => {
    const owner = accountOfRole(text);
    return owner === undefined || id === '' || owner === id
      ? findRoleProblem(text)
      : `This role belongs to the account ${owner}`;
  };
}
