import { ConfigSection } from '@grafana/plugin-ui';
import { type ReactNode } from 'react';

import { ChoiceField } from '../inputs/ChoiceField';
import { selectors } from '../selectors';
import { AccountRows } from './AccountRows';
import { ACCOUNT_MODES, type AccountMode, readAccounts, withAccounts } from './accounts';
import { AggregationField } from './AggregationField';
import { MembersFields } from './MembersFields';
import { RegionFields } from './RegionFields';
import { type SectionProps } from './settings';

const labels = selectors.config.accounts;

interface Mode {
  label: string;
  description: string;
  /** Draws the settings that only this mode has. */
  fields: (section: SectionProps) => ReactNode;
}

const MODES: Record<AccountMode, Mode> = {
  current: {
    label: 'Current account',
    description: 'The account that signs in, and what it aggregates',
    fields: () => null,
  },
  list: {
    label: 'List',
    description: 'The accounts that are listed here',
    fields: (section) => <AccountRows {...section} />,
  },
  organization: {
    label: 'Organization',
    description: 'The active accounts that AWS Organizations lists',
    fields: (section) => <MembersFields {...section} />,
  },
};

const OPTIONS = ACCOUNT_MODES.map((value) => ({
  label: MODES[value].label,
  description: MODES[value].description,
  value,
}));

/** Which accounts and Regions are asked. */
export function AccountsSection(section: SectionProps) {
  const { options, onOptionsChange } = section;
  const { mode } = readAccounts(options.jsonData);
  const known = ACCOUNT_MODES.find((candidate) => candidate === mode);
  return (
    <ConfigSection title={labels.title} description="Each account is asked in each region.">
      <RegionFields {...section} />
      <AggregationField {...section} />
      <ChoiceField
        label={labels.mode}
        description="Which accounts are asked."
        options={OPTIONS}
        value={mode}
        onCommit={(chosen) => onOptionsChange(withAccounts(options, { mode: chosen }))}
      />
      {known !== undefined && MODES[known].fields(section)}
    </ConfigSection>
  );
}
