/**
 * The filters of a dashboard, which hold in every table of a query that has their column.
 *
 * In come Grafana's filters, out go those that a request carries beside the query. They are saved in one case only:
 * Explore keeps those of the dashboard a panel was opened from, and adds those clicked on in a result.
 */
import { type AdHocVariableFilter } from '@grafana/data';

import { interpolateReferences } from '../query/interpolation/values';
import { type Variables } from '../query/interpolation/variables';
import { type AdHocFilter, type PostureQuery } from '../query/model';

/** Operators of one value, and what they are once a variable makes that several. */
const WITH_SEVERAL = new Map([
  ['=', 'in'],
  ['!=', 'not in'],
]);

/** Grafana's operators of several values. */
const OF_SEVERAL = new Map([
  ['=|', 'in'],
  ['!=|', 'not in'],
]);

/** Returns the filters as the backend takes them; an operator it does not know is for it to refuse. */
export function toAdHocFilters(filters: AdHocVariableFilter[], variables: Variables): AdHocFilter[] {
  return filters.flatMap((filter) => toAdHocFilter(filter, variables));
}

function toAdHocFilter({ key, operator, value, values }: AdHocVariableFilter, variables: Variables): AdHocFilter[] {
  const several = OF_SEVERAL.get(operator);
  const given = interpolateReferences(several === undefined ? [value] : (values ?? [value]), variables);
  if (key === '' || given === 'all' || isSwitchedOff(operator, value)) {
    return [];
  }
  const single = given.length > 1 ? (WITH_SEVERAL.get(operator) ?? operator) : operator;
  return [{ column: key, operator: several ?? single, values: given }];
}

/** Grafana turns a filter off by matching everything, which in SQL would still lose the rows without a value. */
function isSwitchedOff(operator: string, value: string): boolean {
  return operator === '=~' && value === '.*';
}

/** Returns the query with filters beside those it has. */
export function withAdHocFilters(query: PostureQuery, filters: AdHocFilter[]): PostureQuery {
  return filters.length === 0 ? query : { ...query, adHocFilters: [...(query.adHocFilters ?? []), ...filters] };
}

/** Returns the query filtered by a value; an earlier filter by the same value, for or against it, makes way. */
export function filterBy(query: PostureQuery, column: string, operator: '=' | '!=', value: string): PostureQuery {
  const others = (query.adHocFilters ?? []).filter(
    (filter) => filter.column !== column || filter.values.length !== 1 || filter.values[0] !== value
  );
  return { ...query, adHocFilters: [...others, { column, operator, values: [value] }] };
}

/** Returns a filter in words. */
export function describeFilter({ column, operator, values }: AdHocFilter): string {
  return `${column} ${operator} ${values.join(', ')}`;
}
