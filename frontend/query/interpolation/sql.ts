/**
 * Puts template variables into SQL the way Grafana's own SQL data sources do.
 *
 * A variable with one value is escaped only, so the user writes the quotes: `severity = '$severity'`. One that can
 * have several is a list of quoted literals: `severity IN ($severity)`. A quote inside a value is doubled in both.
 */
import { isObject, member } from '../../json';
import { replaceAroundMacros } from './macros';
import { type Variables } from './variables';

export function interpolateSql(sql: string, variables: Variables): string {
  return replaceAroundMacros(sql, (part) => variables.replace(part, formatForSql));
}

export function formatForSql(value: unknown, variable?: unknown): string {
  if (Array.isArray(value)) {
    // Nothing selected: IN (NULL) is valid SQL and matches nothing.
    return value.length === 0 ? 'NULL' : value.map(quoted).join(',');
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  return isObject(variable) && (member(variable, 'multi') || member(variable, 'includeAll'))
    ? quoted(value)
    : escaped(value);
}

function escaped(value: unknown): string {
  return String(value ?? '').replaceAll("'", "''");
}

function quoted(value: unknown): string {
  return `'${escaped(value)}'`;
}
