import { NamedInput } from '../inputs/NamedInput';
import { selectors } from '../selectors';
import { type Account, accountIdProblem, accountRoleProblem, plainAccountId } from './accounts';

const labels = selectors.config.accounts;

interface Props {
  account: Account;
  /** The row's number, from 1. */
  row: number;
  others: Account[];
  onChange: (account: Account) => void;
}

/** One account of the list. */
export function AccountRow({ account, row, others, onChange }: Props) {
  return (
    <>
      <NamedInput
        name={labels.id(row)}
        width={18}
        placeholder="Account ID"
        value={account.id}
        findProblem={accountIdProblem(account, others)}
        onCommit={(text) => onChange({ ...account, id: plainAccountId(text) })}
      />
      <NamedInput
        name={labels.name(row)}
        width={20}
        placeholder="Name"
        value={account.name}
        onCommit={(text) => onChange({ ...account, name: text.trim() })}
      />
      <NamedInput
        name={labels.roleArn(row)}
        width={45}
        placeholder="Role ARN"
        value={account.roleArn}
        findProblem={accountRoleProblem(account)}
        onCommit={(text) => onChange({ ...account, roleArn: text.trim() })}
      />
      <NamedInput
        name={labels.externalId(row)}
        width={20}
        placeholder="External ID"
        value={account.externalId}
        onCommit={(text) => onChange({ ...account, externalId: text.trim() })}
      />
    </>
  );
}
