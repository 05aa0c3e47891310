import { render, screen } from '@testing-library/react';
import { useState } from 'react';

import { type PostureQuery } from '../query/model';
import { selectors } from '../selectors';
import { fakeDataSource } from '../testing/dataSource';
import { pick, press, user } from '../testing/page';
import { unchecked } from '../testing/savedQueries';
import { AnnotationEditor } from './AnnotationEditor';

jest.mock('@grafana/ui', () => ({
  ...jest.requireActual('@grafana/ui'),
  CodeEditor: jest.requireActual('../testing/codeEditor').FakeCodeEditor,
}));

const { annotation: columns, builder, query: labels } = selectors;

const begun = unchecked({ refId: 'Anno', queryType: 'annotation' });
const sql = unchecked({
  refId: 'Anno',
  schemaVersion: 1,
  mode: 'sql',
  sql: 'SELECT 1',
  format: 'auto',
  queryType: 'annotation',
  timeColumn: null,
  timeEndColumn: null,
  titleColumn: null,
  textColumn: null,
  tagColumns: [],
});

/** Shows the editor as the settings of an annotation do, with each change fed back. */
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
    return <AnnotationEditor query={shown} datasource={datasource} onChange={change} onRunQuery={onRunQuery} />;
  }
  render(<Settings />);
  return { onChange, onRunQuery, latest: () => onChange.mock.lastCall?.[0] };
}

it('a new annotation is of the latest rows of a table, by its time', async () => {
  const { latest } = show(begun);
  await pick(columns.titleColumn, 'title');
  expect(latest()).toMatchObject({
    refId: 'Anno',
    queryType: 'annotation',
    mode: 'builder',
    table: 'securityhub_findings',
    timeColumn: 'updated_at',
    titleColumn: 'title',
    limit: 100,
  });
});

it('every column of the contract can be chosen in the builder', async () => {
  const { onChange, latest } = show(begun);
  await pick(columns.timeEndColumn, 'updated_at');
  await pick(columns.titleColumn, 'title');
  await pick(columns.textColumn, 'severity');
  onChange.mockClear();
  await pick(columns.tagColumns, 'severity');
  expect(onChange).toHaveBeenCalledTimes(1);
  expect(latest()).toMatchObject({
    timeEndColumn: 'updated_at',
    titleColumn: 'title',
    textColumn: 'severity',
    tagColumns: ['severity'],
  });
}, 20_000);

it('a time is required in the builder, and has no place to choose none', async () => {
  show(unchecked({ ...begun, table: 'inspector_findings' }));
  expect(await screen.findByText('An annotation needs a time')).toBeInTheDocument();
});

it('columns of SQL, its time among them, are typed and saved when the input is left', async () => {
  const { onChange, latest } = show(sql);
  await user.type(screen.getByLabelText(columns.timeColumn), 'created_at');
  expect(onChange).not.toHaveBeenCalled();
  await user.tab();
  expect(latest()).toStrictEqual({ ...sql, timeColumn: 'created_at' });
});

it('what only panels need is not shown', async () => {
  show(sql);
  await user.click(screen.getByLabelText(columns.titleColumn));
  for (const label of [labels.format, labels.timeFill, builder.zeroFill, builder.limit]) {
    expect(screen.queryByLabelText(label)).not.toBeInTheDocument();
  }
});

it('a change is run by Grafana itself, and the button runs again what has not changed', async () => {
  const { onChange, onRunQuery } = show(sql);
  await press(labels.run);
  expect(onRunQuery).toHaveBeenCalledTimes(1);
  expect(onChange).not.toHaveBeenCalled();
  await user.type(screen.getByLabelText(columns.titleColumn), 'title{Tab}');
  expect(onChange).toHaveBeenCalledTimes(1);
  expect(onRunQuery).toHaveBeenCalledTimes(1);
});
