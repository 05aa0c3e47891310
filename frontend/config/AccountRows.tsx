import { ConfigSubSection } from '@grafana/plugin-ui';

import { Rows } from '../inputs/Rows';
import { useDraftRows } from '../inputs/useDraftRows';
import { selectors } from '../selectors';
import { AccountRow } from './AccountRow';
import { blankAccount, isAccount, readAccounts, withAccounts } from './accounts';
import { type SectionProps } from './settings';

const labels = selectors.config.accounts;

/** The accounts that are asked, one a row. */
export function AccountRows({ options, onOptionsChange }: SectionProps) {
  const [rows, change] = useDraftRows(readAccounts(options.jsonData).list, isAccount, (list) =>
    onOptionsChange(withAccounts(options, { list }))
  );
  return (
    <ConfigSubSection
      title={labels.list}
      description="The accounts that are asked, at least one. An account with a role is asked with that role, one without it with the credentials themselves."
    >
      <Rows addLabel={labels.add} removeLabel={labels.remove} rows={rows} blank={blankAccount} onChange={change}>
        {(account, row, set) => (
          <AccountRow
            account={account}
            row={row}
            others={rows.filter((_, position) => position !== row - 1)}
            onChange={set}
          />
        )}
      </Rows>
    </ConfigSubSection>
  );
}
