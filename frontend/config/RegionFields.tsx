import { ListField } from '../inputs/ListField';
import { TextField } from '../inputs/TextField';
import { selectors } from '../selectors';
import { findRegionProblem } from './problems';
import { REGION_OPTIONS } from './regions';
import { type SectionProps, withSettings } from './settings';

const labels = selectors.config.accounts;

/** The Regions that are asked. */
export function RegionFields({ options, onOptionsChange }: SectionProps) {
  const { defaultRegion = '', regions } = options.jsonData;
  return (
    <>
      <TextField
        label={labels.defaultRegion}
        description="Where the plugin signs in, and the region that is asked where no others are named."
        placeholder="us-east-1"
        value={defaultRegion}
        findProblem={findRegionProblem}
        onCommit={(text) => onOptionsChange(withSettings(options, { defaultRegion: text }))}
      />
      <ListField
        label={labels.regions}
        description="The regions that are asked. Leave empty for the default region alone."
        placeholder="Default region"
        options={REGION_OPTIONS}
        value={regions ?? []}
        findProblem={findRegionProblem}
        onCommit={(chosen) => onOptionsChange(withSettings(options, { regions: chosen }))}
      />
    </>
  );
}
