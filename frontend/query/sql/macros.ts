/** What the backend replaces in SQL, for help and completion. */
export interface Macro {
  /** With example arguments, where it takes any. */
  written: string;
  meaning: string;
}

export const MACROS: Macro[] = [
  { written: '$__timeFilter(column)', meaning: 'the column lies within the time range' },
  { written: '$__timeFrom()', meaning: 'begin of the time range' },
  { written: '$__timeTo()', meaning: 'end of the time range' },
  { written: '$__timeGroup(column, 1h)', meaning: 'the column in buckets of a width: 5m, 1h, 1d, 1w, 1M or auto' },
  { written: '$__interval', meaning: "the panel's interval, as 5m" },
  { written: '$__interval_ms', meaning: "the panel's interval, in milliseconds" },
];
