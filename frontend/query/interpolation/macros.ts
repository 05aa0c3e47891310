/** The backend expands these, for alert rules have no front end. */
const MACRO = /(\$__(?:timeFilter|timeFrom|timeTo|timeGroup|interval_ms|interval)\b)/;

/** Applies `replace` to the text around the backend's macros and leaves them as they are. */
export function replaceAroundMacros(text: string, replace: (part: string) => string): string {
  // With a capturing group, split returns text and macros in turn.
  return text
    .split(MACRO)
    .map((part, index) => (index % 2 === 1 ? part : replace(part)))
    .join('');
}
