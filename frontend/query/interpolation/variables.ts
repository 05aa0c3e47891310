/** What interpolation needs of Grafana's template variables, and how it is read from them. */
import { type ScopedVars } from '@grafana/data';
import { type TemplateSrv } from '@grafana/runtime';

import { isObject, member } from '../../json';

/** Turns a variable's value into text; `variable` is Grafana's description of it, which may lack members. */
export type VariableFormat = (value: unknown, variable?: unknown) => string;

export interface Variables {
  /** Replaces every variable in the text; `format` is not asked for references that name a format, `${x:csv}`. */
  replace(text: string, format: VariableFormat): string;
  /** Whether the variable's selection is All. */
  isAll(name: string): boolean;
}

export function readVariables(templateSrv: TemplateSrv, scopedVars: ScopedVars): Variables {
  return {
    replace: (text, format) => templateSrv.replace(text, scopedVars, format),
    isAll: (name) =>
      selectsAll(templateSrv, name) &&
      // In a repeated panel the dashboard's variable says All, while this panel has one of the values.
      templateSrv.replace(`\${${name}:text}`, scopedVars) === 'All',
  };
}

function selectsAll(templateSrv: TemplateSrv, name: string): boolean {
  const variable = templateSrv.getVariables().find((candidate) => candidate.name === name);
  const current = variable && member(variable, 'current');
  const value = isObject(current) ? member(current, 'value') : undefined;
  return value === '$__all' || (Array.isArray(value) && value.includes('$__all'));
}
