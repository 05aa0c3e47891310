/** Puts template variables into the values of a filter, of which a variable with several makes several. */
import { type Variables } from './variables';

/** Returns the values; `all` where one is a variable whose selection is All, so that the filter holds for every row. */
export function interpolateValues(values: string[], variables: Variables): string[] | 'all' {
  const names = values.map(referenceName);
  if (names.some((name) => name !== undefined && variables.isAll(name))) {
    return 'all';
  }
  return values.flatMap((value) => expandValue(value, variables));
}

/**
 * Returns the values, of which only one that is a reference and nothing else stands for a variable: most values of a
 * dashboard's filters were clicked on, and a title may have a dollar sign.
 */
export function interpolateReferences(values: string[], variables: Variables): string[] | 'all' {
  const given: string[] = [];
  for (const value of values) {
    const texts = referenceName(value) === undefined ? [value] : interpolateValues([value], variables);
    if (texts === 'all') {
      return 'all';
    }
    given.push(...texts);
  }
  return given;
}

const REFERENCE = /^(?:\$(\w+)|\$\{(\w+)[^}]*\}|\[\[(\w+)[^\]]*\]\])$/;

/** Returns the variable's name if the text is one reference to it and nothing else. */
function referenceName(text: string): string | undefined {
  const match = REFERENCE.exec(text);
  return match?.[1] ?? match?.[2] ?? match?.[3];
}

/** Returns one text for every combination of values of the variables in it. */
function expandValue(text: string, variables: Variables): string[] {
  const choices: string[][] = [];
  const marked = variables.replace(text, (value) => {
    choices.push(Array.isArray(value) ? value.map(String) : [String(value)]);
    return `\u0000${choices.length - 1}\u0000`;
  });
  return choices.reduce(
    (texts, values, index) =>
      texts.flatMap((partial) => values.map((value) => partial.split(`\u0000${index}\u0000`).join(value))),
    [marked]
  );
}
