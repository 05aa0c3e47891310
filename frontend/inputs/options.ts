import { type ComboboxOption } from '@grafana/ui';

/** All options of a list, or what finds those that match what is typed. */
export type Options = ComboboxOption[] | ((typed: string) => Promise<ComboboxOption[]>);

/**
 * Returns the options with the current value among them: whoever opens a list and leaves it with the keyboard takes
 * what is highlighted, which without it would be the first option, that nobody chose.
 */
export function withCurrent(options: ComboboxOption[], value: string): ComboboxOption[] {
  return value === '' || options.some((option) => option.value === value) ? options : [{ value }, ...options];
}

/** Returns options that were found, with the current value first: that is where a search highlights. */
export function beginningWith(options: ComboboxOption[], value: string): ComboboxOption[] {
  return value === '' ? options : [{ value }, ...options.filter((option) => option.value !== value)];
}
