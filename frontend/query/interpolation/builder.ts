/**
 * Puts template variables into the builder's model: into filter values and the widths of time buckets.
 *
 * No quoting happens here, since values stay values and only the backend makes SQL. A variable with several values
 * becomes several values, of which the backend takes any; a filter on a variable whose selection is All is dropped.
 */
import { type BuilderQuery, type Filter } from '../model';
import { replaceAroundMacros } from './macros';
import { type Variables } from './variables';

export function interpolateBuilder(query: BuilderQuery, variables: Variables): BuilderQuery {
  return {
    ...query,
    filters: query.filters.flatMap((filter) => interpolateFilter(filter, variables)),
    groupBy: query.groupBy.map((group) =>
      group.interval === undefined ? group : { ...group, interval: interpolateInterval(group.interval, variables) }
    ),
  };
}

function interpolateFilter(filter: Filter, variables: Variables): Filter[] {
  const names = filter.values.map(referenceName);
  if (names.some((name) => name !== undefined && variables.isAll(name))) {
    return [];
  }
  return [{ ...filter, values: filter.values.flatMap((value) => expandValue(value, variables)) }];
}

function interpolateInterval(interval: string, variables: Variables): string {
  return replaceAroundMacros(interval, (part) => variables.replace(part, String));
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
