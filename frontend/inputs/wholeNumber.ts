export interface WholeNumberRange {
  min: number;
  max: number;
}

export type WholeNumber = { ok: true; value: number } | { ok: false; problem: string };

/** Reads a whole number the way people write it: digits only, no sign, no exponent. */
export function parseWholeNumber(text: string, { min, max }: WholeNumberRange): WholeNumber {
  const value = Number(text.trim());
  if (!/^\d+$/.test(text.trim()) || value < min || value > max) {
    return { ok: false, problem: `Enter a whole number from ${min} to ${max}` };
  }
  return { ok: true, value };
}
