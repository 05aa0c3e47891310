import { render, screen } from '@testing-library/react';
import { useState } from 'react';

import { type PostureQuery } from '../query/model';
import { selectors } from '../selectors';
import { fakeDataSource } from '../testing/dataSource';
import { pick, press, user } from '../testing/page';
import { readSavedQuery, unchecked } from '../testing/savedQueries';
import { VariableEditor } from './VariableEditor';

jest.mock('@grafana/ui', () => ({
  ...jest.requireActual('@grafana/ui'),
  CodeEditor: jest.requireActual('../testing/codeEditor').FakeCodeEditor,
}));

const { builder, query: labels, variable: columns } = selectors;

const begun = unchecked({ refId: 'Variable', queryType: 'variable' });
const saved = unchecked(readSavedQuery('variable'));

/** Shows the editor as the settings of a variable do, with each change fed back. */
function show(query: PostureQuery) {
  const onChange = jest.fn<void, [PostureQuery]>();
  const onRunQuery = jest.fn();
  const { datasource } = fakeDataSource();
  function Settings() {
    const [shown, setShown] = useState(query);
    const change = (next: PostureQuery) => {
      onChange(next);
      setShown(next);
    };
    return <VariableEditor query={shown} datasource={datasource} onChange={change} onRunQuery={onRunQuery} />;
  }
  render(<Settings />);
  return { onChange, onRunQuery, latest: () => onChange.mock.lastCall?.[0] };
}

it('one choice makes a variable: the column whose values it has', async () => {
  const { onChange, latest } = show(begun);
  await pick(columns.valueColumn, 'severity');
  expect(onChange).toHaveBeenCalledTimes(1);
  expect(latest()).toMatchObject({
    refId: 'Variable',
    queryType: 'variable',
    mode: 'builder',
    table: 'securityhub_findings',
    valueColumn: 'severity',
    groupBy: [{ column: 'severity' }],
  });
});

it('a value and a text are asked for together', async () => {
  const { latest } = show(begun);
  await pick(columns.valueColumn, 'severity');
  await pick(columns.textColumn, 'title');
  expect(latest()).toMatchObject({
    valueColumn: 'severity',
    textColumn: 'title',
    groupBy: [{ column: 'severity' }, { column: 'title' }],
  });
});

it('what only panels need is not shown', async () => {
  show(begun);
  await screen.findByLabelText(columns.valueColumn);
  for (const label of [labels.format, labels.timeFill, builder.zeroFill]) {
    expect(screen.queryByLabelText(label)).not.toBeInTheDocument();
  }
});

it('columns of SQL are typed, and saved when the input is left', async () => {
  const { onChange, latest } = show(saved);
  const value = screen.getByLabelText(columns.valueColumn);
  await user.clear(value);
  await user.type(value, ' region ');
  expect(onChange).not.toHaveBeenCalled();
  await user.tab();
  expect(latest()).toStrictEqual({ ...saved, valueColumn: 'region' });
});

it('an emptied column is the one the backend takes by itself', async () => {
  const { latest } = show(saved);
  await user.clear(screen.getByLabelText(columns.textColumn));
  await user.tab();
  expect(latest()).toMatchObject({ valueColumn: 'account_id', textColumn: null });
});

it('a change is run by Grafana itself, and the button runs what is there once more', async () => {
  const { onChange, onRunQuery } = show(saved);
  await press(labels.run);
  expect(onChange.mock.calls).toStrictEqual([[saved]]);
  expect(onRunQuery).not.toHaveBeenCalled();
});
