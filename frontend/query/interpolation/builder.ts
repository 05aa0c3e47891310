/**
 * Puts template variables into the builder's model: into filter values and the widths of time buckets.
 *
 * No quoting happens here, since values stay values and only the backend makes SQL. A variable with several values
 * becomes several values, of which the backend takes any; a filter on a variable whose selection is All is dropped.
 */
import { type BuilderQuery, type Filter } from '../model';
import { replaceAroundMacros } from './macros';
import { interpolateValues } from './values';
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
  const values = interpolateValues(filter.values, variables);
  return values === 'all' ? [] : [{ ...filter, values }];
}

function interpolateInterval(interval: string, variables: Variables): string {
  return replaceAroundMacros(interval, (part) => variables.replace(part, String));
}
