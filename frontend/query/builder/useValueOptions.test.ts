import { renderHook } from '@testing-library/react';

import { type Column, COLUMN_TYPES } from '../../catalogue/catalogue';
import { loadValueOptions, useValueOptions, type ValueSource } from './useValueOptions';

const text: Column = { name: 'title', type: 'text', description: '', unit: null, values: null, operators: ['='] };

function source(variables: string[] = ['$severity', '$team']) {
  const suggestValues = jest.fn(async () => ['a', 'b']);
  return { getVariableReferences: () => variables, suggestValues } satisfies ValueSource;
}

function optionsOf(column: Column | undefined) {
  return renderHook(() => useValueOptions(source(), 'securityhub_findings', column)).result.current;
}

it.each(COLUMN_TYPES)('only texts and lists of them are asked for: %s', (type) => {
  const isAsked = typeof optionsOf({ ...text, type }) === 'function';
  expect(isAsked).toBe(type === 'text' || type === 'list');
});

it('known values are never asked for, and variables follow them', () => {
  expect(optionsOf({ ...text, values: ['LOW'] })).toStrictEqual([
    { value: 'LOW' },
    { value: '$severity' },
    { value: '$team' },
  ]);
});

it('a boolean has the two values that the catalogue says', () => {
  expect(optionsOf({ ...text, type: 'boolean', values: ['true', 'false'] })).toMatchObject([
    { value: 'true' },
    { value: 'false' },
    {},
    {},
  ]);
});

it('without a column there are the variables', () => {
  expect(optionsOf(undefined)).toStrictEqual([{ value: '$severity' }, { value: '$team' }]);
});

it('the function stays the same while the column does, so that the list waits for a pause in typing', () => {
  const values = source();
  const { result, rerender } = renderHook(() => useValueOptions(values, 'securityhub_findings', { ...text }));
  const first = result.current;
  rerender();
  expect(result.current).toBe(first);
});

it('suggestions are followed by the variables that match', async () => {
  const values = source();
  expect(await loadValueOptions(values, 'securityhub_findings', 'title', '')).toStrictEqual([
    { value: 'a' },
    { value: 'b' },
    { value: '$severity' },
    { value: '$team' },
  ]);
  expect(values.suggestValues).toHaveBeenCalledWith('securityhub_findings', 'title', '');
});

it('a variable that is being typed is not looked for in AWS', async () => {
  const values = source();
  expect(await loadValueOptions(values, 'securityhub_findings', 'title', '$te')).toStrictEqual([{ value: '$team' }]);
  expect(values.suggestValues).not.toHaveBeenCalled();
});
