/** What asking tables costs, where it costs money. */
import { type Table } from '../catalogue/catalogue';

/** Names of services that charge for requests; others are called as AWS's permissions call them. */
const SERVICES = new Map([['ce', 'Cost Explorer']]);

const UNITS = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
] as const;

/** Returns a line for each service among the tables that charges for requests. */
export function priceLines(tables: Table[]): string[] {
  const lines = tables.flatMap(({ service, pricePerRequestUsd, keptForSeconds }) =>
    pricePerRequestUsd ? [priceLine(service, pricePerRequestUsd, keptForSeconds)] : []
  );
  return [...new Set(lines)];
}

function priceLine(service: string, usd: number, keptForSeconds: number | null): string {
  const price = `Each request to ${SERVICES.get(service) ?? service} costs ${usd} USD`;
  return keptForSeconds ? `${price}; answers are kept for ${duration(keptForSeconds)}.` : `${price}.`;
}

/** Returns a duration in the largest unit that leaves a whole number: `12 hours`. */
function duration(seconds: number): string {
  const { unit, seconds: size } = UNITS.find((candidate) => seconds % candidate.seconds === 0) ?? {
    unit: 'second',
    seconds: 1,
  };
  return new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / size);
}
