import { ChoiceField } from '../inputs/ChoiceField';
import { ListField } from '../inputs/ListField';
import { TextField } from '../inputs/TextField';
import { selectors } from '../selectors';
import { findRegionProblem } from './problems';
import { REGION_OPTIONS } from './regions';
import { type Options, type PostureSettings, type SectionProps, withSettings } from './settings';

const labels = selectors.config.accounts;

const USUAL_REGION = 'us-east-1';

type RegionMode = 'default' | 'list' | 'enabled';

const MODES: Array<{ value: RegionMode; label: string; description: string }> = [
  { value: 'default', label: 'Default region', description: 'The one above' },
  { value: 'list', label: 'List', description: 'The regions that are listed here' },
  { value: 'enabled', label: 'All enabled', description: 'All that are enabled for the account that signs in' },
];

function readMode({ regions }: PostureSettings): RegionMode {
  if (!regions) {
    return 'default';
  }
  return regions.length === 0 ? 'enabled' : 'list';
}

function withMode(options: Options, mode: string): Options {
  const { defaultRegion, regions: saved } = options.jsonData;
  const list = saved !== undefined && saved.length > 0 ? saved : [defaultRegion || USUAL_REGION];
  const regions = { default: undefined, list, enabled: [] }[mode];
  return withSettings(options, { regions });
}

/** The Regions that are asked. */
export function RegionFields({ options, onOptionsChange }: SectionProps) {
  const { defaultRegion = '', regions } = options.jsonData;
  const mode = readMode(options.jsonData);
  return (
    <>
      <TextField
        label={labels.defaultRegion}
        description="Where the plugin signs in, and the region that is asked where no others are named."
        placeholder={USUAL_REGION}
        value={defaultRegion}
        findProblem={findRegionProblem}
        onCommit={(text) => onOptionsChange(withSettings(options, { defaultRegion: text }))}
      />
      <ChoiceField
        label={labels.regionMode}
        description="Which regions are asked. To find all that are enabled takes the permission account:ListRegions."
        options={MODES}
        value={mode}
        onCommit={(chosen) => onOptionsChange(withMode(options, chosen))}
      />
      {mode === 'list' && (
        <ListField
          label={labels.regions}
          description="The regions that are asked."
          placeholder="All enabled regions"
          options={REGION_OPTIONS}
          value={regions ?? []}
          findProblem={findRegionProblem}
          onCommit={(chosen) => onOptionsChange(withSettings(options, { regions: chosen }))}
        />
      )}
    </>
  );
}
