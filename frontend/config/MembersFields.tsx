import { ListField } from '../inputs/ListField';
import { TextField } from '../inputs/TextField';
import { selectors } from '../selectors';
import { readMembers, withAccounts } from './accounts';
import { findRoleNameProblem } from './problems';
import { type SectionProps } from './settings';

const labels = selectors.config.accounts;

/** Which accounts of the organization are asked, and the role in them. */
export function MembersFields({ options, onOptionsChange }: SectionProps) {
  const { roleName, include, exclude } = readMembers(options.jsonData);
  return (
    <>
      <TextField
        label={labels.roleName}
        description="The role that is assumed in each account but the one that signs in."
        placeholder="Posture"
        value={roleName}
        findProblem={findRoleNameProblem}
        onCommit={(text) => onOptionsChange(withAccounts(options, { roleName: text }))}
      />
      <ListField
        label={labels.include}
        description="Only these: account IDs, names, and IDs of organizational units. Leave empty for all."
        placeholder="All accounts"
        options={[]}
        value={include}
        onCommit={(chosen) => onOptionsChange(withAccounts(options, { include: chosen }))}
      />
      <ListField
        label={labels.exclude}
        description="Not these: account IDs, names, and IDs of organizational units."
        placeholder="None"
        options={[]}
        value={exclude}
        onCommit={(chosen) => onOptionsChange(withAccounts(options, { exclude: chosen }))}
      />
    </>
  );
}
