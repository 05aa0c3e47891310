import { LoadingState, type TypedVariableModel } from '@grafana/data';
import { type TemplateSrv } from '@grafana/runtime';

export interface FakeVariable {
  name: string;
  value: unknown;
  multi?: boolean;
  includeAll?: boolean;
  /** What All stands for. */
  allValues?: string[];
}

const REFERENCE = /\$(\w+)|\$\{(\w+)(?::(\w+))?\}|\[\[(\w+)\]\]/g;

/** Answers as Grafana does: unknown names stay, functions format values, All becomes all values, `:text` what is shown. */
export function fakeTemplateSrv(variables: FakeVariable[]): TemplateSrv {
  return {
    getVariables: () => variables.map(asModel),
    containsTemplate: () => true,
    updateTimeRange: () => {},
    replace: (text = '', scopedVars = {}, format) =>
      text.replace(REFERENCE, (match, bare, braced, named, bracketed) => {
        const name = bare ?? braced ?? bracketed;
        const variable = variables.find((candidate) => candidate.name === name);
        const scoped = scopedVars[name];
        if (scoped === undefined && variable === undefined) {
          return match;
        }
        const isAll = scoped === undefined && String(variable?.value) === '$__all';
        const value = scoped ? scoped.value : isAll ? (variable?.allValues ?? []) : variable?.value;
        if (named === 'text') {
          return isAll ? 'All' : String(scoped?.text ?? value);
        }
        return typeof format === 'function' ? String(format(value, variable ?? { name })) : String(value);
      }),
  };
}

function asModel({ name, value, multi = false, includeAll = false }: FakeVariable): TypedVariableModel {
  return {
    type: 'custom',
    id: name,
    name,
    multi,
    includeAll,
    current: { value: Array.isArray(value) ? value.map(String) : String(value), text: String(value), selected: true },
    options: [],
    query: '',
    rootStateKey: null,
    global: false,
    hide: 0,
    skipUrlSync: false,
    index: 0,
    state: LoadingState.Done,
    error: null,
    description: null,
  };
}
