import { ChoiceField } from '../inputs/ChoiceField';
import { selectors } from '../selectors';
import { type Aggregation, AGGREGATIONS, readAggregation } from './accounts';
import { type SectionProps, withSettings } from './settings';

const NAMES: Record<Aggregation, { label: string; description: string }> = {
  auto: { label: 'Automatic', description: 'Left to the plugin, which today asks each account and region for its own' },
  always: { label: 'Always', description: 'Asks those that aggregate: administrator accounts, aggregation regions' },
  never: { label: 'Never', description: 'Asks each account and region for its own' },
};

const OPTIONS = AGGREGATIONS.map((value) => ({ ...NAMES[value], value }));

/** Whether those are asked who know of others. */
export function AggregationField({ options, onOptionsChange }: SectionProps) {
  return (
    <ChoiceField
      label={selectors.config.accounts.aggregation}
      description="Whether an account or region that has the findings of others answers for them."
      options={OPTIONS}
      value={readAggregation(options.jsonData)}
      onCommit={(aggregation) => onOptionsChange(withSettings(options, { aggregation }))}
    />
  );
}
