import { Alert, Button, Field } from '@grafana/ui';

import { selectors } from '../selectors';
import { type CostCheck, useCostCheck } from './useCostCheck';

interface Props {
  uid: string;
  /** What the check costs, in words. */
  price: string;
}

const SEVERITIES: Record<Extract<CostCheck, { message: string }>['kind'], 'success' | 'error'> = {
  readable: 'success',
  failed: 'error',
};

/** A button that asks Cost Explorer whether costs can be read, for its price. */
export function CostCheckField({ uid, price }: Props) {
  const { state, check } = useCostCheck(uid);
  return (
    <>
      <Field
        label="Cost Explorer"
        description={`"Save & test" never asks Cost Explorer. This asks it once, with the settings as they are saved: it costs ${price} and counts as one of the requests above. It needs the role Admin.`}
      >
        <Button variant="secondary" disabled={state.kind === 'asking'} onClick={check}>
          {selectors.config.spend.check(price)}
        </Button>
      </Field>
      {'message' in state && <Alert severity={SEVERITIES[state.kind]} title={state.message} />}
    </>
  );
}
