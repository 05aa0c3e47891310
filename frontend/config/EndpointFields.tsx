import { SwitchField } from '../inputs/SwitchField';
import { TextField } from '../inputs/TextField';
import { selectors } from '../selectors';
import { findAddressProblem } from './problems';
import { type SectionProps, withSettings } from './settings';

const labels = selectors.config.aws;

/** At which addresses AWS is reached. */
export function EndpointFields({ options, onOptionsChange }: SectionProps) {
  const { endpoint = '', useFips = false, useDualStack = false } = options.jsonData;
  // AWS's own rules for addresses refuse either switch together with an address of one's own.
  const problem = (isOn: boolean) =>
    isOn && endpoint !== '' ? 'Not together with an endpoint: empty that, or switch this off' : undefined;
  return (
    <>
      <TextField
        label={labels.endpoint}
        description="One address for all services, as moto and LocalStack offer it. Leave empty for AWS itself."
        placeholder="http://localhost:5000"
        value={endpoint}
        findProblem={findAddressProblem}
        onCommit={(text) => onOptionsChange(withSettings(options, { endpoint: text }))}
      />
      <SwitchField
        label={labels.useFips}
        description="Reaches AWS at the addresses with FIPS 140 validated cryptography, which not all services and regions have."
        value={useFips}
        problem={problem(useFips)}
        onCommit={(isOn) => onOptionsChange(withSettings(options, { useFips: isOn }))}
      />
      <SwitchField
        label={labels.useDualStack}
        description="Reaches AWS at the addresses with IPv6 beside IPv4, which not all services have."
        value={useDualStack}
        problem={problem(useDualStack)}
        onCommit={(isOn) => onOptionsChange(withSettings(options, { useDualStack: isOn }))}
      />
    </>
  );
}
