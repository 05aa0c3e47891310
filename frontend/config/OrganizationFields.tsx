import { ListField } from '../inputs/ListField';
import { TextField } from '../inputs/TextField';
import { selectors } from '../selectors';
import { readAccounts, withAccounts } from './accounts';
import { findRoleNameProblem } from './problems';
import { type SectionProps } from './settings';

const labels = selectors.config.accounts;

/** How the accounts of an organisation are read, and which of them. */
export function OrganizationFields({ options, onOptionsChange }: SectionProps) {
  const { roleName, include, exclude } = readAccounts(options.jsonData);
  return (
    <>
      <TextField
        label={labels.roleName}
        description="The role that is assumed in each account, by the name that it has in all of them."
        placeholder="Posture"
        value={roleName}
        findProblem={findRoleNameProblem}
        onCommit={(text) => onOptionsChange(withAccounts(options, { roleName: text }))}
      />
      <ListField
        label={labels.include}
        description="IDs or names of accounts, IDs of organizational units. Leave empty for all accounts."
        placeholder="All accounts"
        options={[]}
        value={include}
        onCommit={(chosen) => onOptionsChange(withAccounts(options, { include: chosen }))}
      />
      <ListField
        label={labels.exclude}
        description="IDs or names of accounts, IDs of organizational units that are not asked, also where they are included."
        placeholder="None"
        options={[]}
        value={exclude}
        onCommit={(chosen) => onOptionsChange(withAccounts(options, { exclude: chosen }))}
      />
    </>
  );
}
