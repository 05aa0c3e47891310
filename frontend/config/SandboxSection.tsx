import { ConfigSection } from '@grafana/plugin-ui';
import { Field, RadioButtonGroup } from '@grafana/ui';

import { SwitchField } from '../inputs/SwitchField';
import { WholeNumberField } from '../inputs/WholeNumberField';
import { selectors } from '../selectors';
import { MAX_FINDINGS, readSandbox, type SandboxSettings, type SectionProps, withSandbox } from './settings';

const labels = selectors.config.sandbox;

const THROTTLES: Array<{ label: string; value: SandboxSettings['throttle'] }> = [
  { label: 'As AWS', value: 'aws' },
  { label: 'Unlimited', value: 'off' },
];

/** The simulated organisation: on or off, and how it is made. */
export function SandboxSection({ options, onOptionsChange }: SectionProps) {
  const sandbox = readSandbox(options.jsonData);
  const change = (next: Partial<SandboxSettings>) => onOptionsChange(withSandbox(options, next));
  return (
    <ConfigSection
      title={labels.title}
      description="A simulated AWS organisation inside the plugin. It needs no AWS account, no credentials and no network, and its answers say that they are simulated."
    >
      <SwitchField label={labels.enabled} value={sandbox.enabled} onCommit={(enabled) => change({ enabled })} />
      {sandbox.enabled && (
        <>
          <WholeNumberField
            label={labels.seed}
            description="Equal seeds give equal organisations."
            value={sandbox.seed}
            min={0}
            max={Number.MAX_SAFE_INTEGER}
            onCommit={(seed) => change({ seed })}
          />
          <WholeNumberField
            label={labels.findings}
            description={`How many findings the organisation has, at most ${MAX_FINDINGS.toLocaleString('en')}.`}
            value={sandbox.findings}
            min={1}
            max={MAX_FINDINGS}
            onCommit={(findings) => change({ findings })}
          />
          <Field label={labels.throttle} description="Whether the sandbox refuses requests as fast as AWS would.">
            <RadioButtonGroup
              aria-label={labels.throttle}
              options={THROTTLES}
              value={sandbox.throttle}
              onChange={(throttle) => change({ throttle })}
            />
          </Field>
        </>
      )}
    </ConfigSection>
  );
}
