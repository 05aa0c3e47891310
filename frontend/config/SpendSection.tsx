import { ConfigSection } from '@grafana/plugin-ui';

import { WholeNumberField } from '../inputs/WholeNumberField';
import { selectors } from '../selectors';
import { CostCheckField } from './CostCheckField';
import { readSpend, type SectionProps, type SpendSettings, withSpend } from './settings';

const labels = selectors.config.spend;

/** What AWS charges for a request to Cost Explorer. */
const PRICE = '0.01 USD';

/** The cap on requests that cost money. */
export function SpendSection({ options, onOptionsChange }: SectionProps) {
  const { maxRequestsPerDay, alertReserve } = readSpend(options.jsonData);
  const change = (next: Partial<SpendSettings>) => onOptionsChange(withSpend(options, next));
  return (
    <ConfigSection
      title={labels.title}
      description={`Cost Explorer costs ${PRICE} a request, each page and each attempt. Answers are kept and used again; what would go beyond these limits is not sent. All other requests are free.`}
    >
      <WholeNumberField
        label={labels.maxRequestsPerDay}
        description="How many requests that cost money this data source may send from 00:00 to 24:00 UTC; 0 sends none."
        value={maxRequestsPerDay}
        min={0}
        max={Number.MAX_SAFE_INTEGER}
        onCommit={(value) => change({ maxRequestsPerDay: value })}
      />
      <WholeNumberField
        label={labels.alertReserve}
        description="How many of them only alert rules may send, so that dashboards do not leave an alert without data."
        value={alertReserve}
        min={0}
        max={maxRequestsPerDay}
        onCommit={(value) => change({ alertReserve: value })}
      />
      <CostCheckField uid={options.uid} price={PRICE} />
    </ConfigSection>
  );
}
