import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';

import { selectors } from '../selectors';
import { codeEditor } from '../testing/codeEditor';
import { answerRoute, failsOnce, fakeDataSource } from '../testing/dataSource';
import { pick, press, user } from '../testing/page';
import { readSavedQuery } from '../testing/savedQueries';
import { type BuilderQuery, newQuery, type PostureQuery, type SqlQuery } from './model';
import { QueryEditor } from './QueryEditor';

jest.mock('@grafana/ui', () => ({
  ...jest.requireActual('@grafana/ui'),
  CodeEditor: jest.requireActual('../testing/codeEditor').FakeCodeEditor,
}));

const { builder, query: labels } = selectors;

const fresh: BuilderQuery = { ...newQuery(), refId: 'A' };
const sql: SqlQuery = { refId: 'A', schemaVersion: 1, mode: 'sql', sql: 'SELECT 1', format: 'auto' };

/** Shows the editor as a panel does, with each change fed back. */
function show(saved: PostureQuery, { datasource } = fakeDataSource()) {
  const onChange = jest.fn<void, [PostureQuery]>();
  const onRunQuery = jest.fn();
  function Panel() {
    const [query, setQuery] = useState(saved);
    const change = (next: PostureQuery) => {
      onChange(next);
      setQuery(next);
    };
    return <QueryEditor query={query} datasource={datasource} onChange={change} onRunQuery={onRunQuery} />;
  }
  render(<Panel />);
  return { onChange, onRunQuery, latest: () => onChange.mock.lastCall?.[0] };
}

it('opening the editor of a new query shows the first table and saves nothing', async () => {
  const { onChange, onRunQuery } = show(fresh);
  expect(await screen.findByLabelText(builder.table)).toHaveValue('securityhub_findings');
  expect(screen.getByLabelText(builder.timeColumn)).toHaveValue('updated_at');
  expect(onChange).not.toHaveBeenCalled();
  expect(onRunQuery).not.toHaveBeenCalled();
});

it('running a new query saves the table that is shown', async () => {
  const { onRunQuery, latest } = show(fresh);
  await screen.findByLabelText(builder.table);
  await user.click(screen.getByRole('button', { name: labels.run }));
  expect(latest()).toStrictEqual({ ...fresh, table: 'securityhub_findings', timeColumn: 'updated_at', limit: 100 });
  expect(onRunQuery).toHaveBeenCalledTimes(1);
});

it('a count by severity over time is saved as the contract has it', async () => {
  const { latest } = show(fresh);
  await press(builder.add.filter);
  await pick(builder.filter.column(1), 'severity');
  await pick(builder.filter.operator(1), 'in');
  await user.click(await screen.findByRole('combobox', { name: builder.filter.values(1) }));
  await user.click(await screen.findByRole('option', { name: /^CRITICAL/ }));
  await user.click(await screen.findByRole('option', { name: /^HIGH/ }));
  await user.tab();
  await press(builder.add.group);
  await pick(builder.group.column(1), 'severity');
  await press(builder.add.group);
  await pick(builder.group.column(2), 'created_at');
  await press(builder.add.aggregate);
  await pick(builder.aggregate.function(1), 'count');
  await press(builder.add.order);
  await pick(builder.order.column(1), 'count');
  await user.type(screen.getByLabelText(builder.limit), '100{Enter}');
  expect(latest()).toStrictEqual(readSavedQuery('builder_count_by_severity_over_time'));
}, 20_000);

it('rows that are not complete are shown but not saved', async () => {
  const { onChange } = show({ ...fresh, table: 'securityhub_findings' });
  await press(builder.add.filter);
  await pick(builder.filter.column(1), 'title');
  expect(screen.getByRole('combobox', { name: builder.filter.operator(1) })).toHaveValue('=');
  expect(onChange).not.toHaveBeenCalled();
});

it('a value that is not in the list can be typed', async () => {
  const { latest } = show({ ...fresh, table: 'securityhub_findings' });
  await press(builder.add.filter);
  await pick(builder.filter.column(1), 'title');
  await user.type(screen.getByRole('combobox', { name: builder.filter.values(1) }), "O'Reilly");
  await user.click(await screen.findByRole('option', { name: /^O'Reilly/ }));
  expect(latest()).toMatchObject({ filters: [{ column: 'title', operator: '=', values: ["O'Reilly"] }] });
});

it("the dashboard's variables are offered as values", async () => {
  const variables = [{ name: 'severity', value: 'LOW' }];
  const { latest } = show({ ...fresh, table: 'securityhub_findings' }, fakeDataSource(variables));
  await press(builder.add.filter);
  await pick(builder.filter.column(1), 'severity');
  await pick(builder.filter.values(1), '\\$severity');
  expect(latest()).toMatchObject({ filters: [{ column: 'severity', operator: '=', values: ['$severity'] }] });
});

it('a removed filter is removed from the saved query', async () => {
  const filters = [{ column: 'severity', operator: '=' as const, values: ['LOW'] }];
  const { latest } = show({ ...fresh, table: 'securityhub_findings', filters });
  await press(builder.remove.filter(1));
  expect(latest()).toMatchObject({ filters: [] });
});

it('typing a limit or a name changes nothing until the input is left', async () => {
  const aggregates = [{ function: 'count', column: '*', alias: 'count' }];
  const { onChange, latest } = show({ ...fresh, table: 'securityhub_findings', aggregates });
  await user.type(await screen.findByLabelText(builder.limit), '25');
  expect(onChange).not.toHaveBeenCalled();
  await user.tab();
  expect(latest()).toMatchObject({ limit: 25 });
  const name = screen.getByLabelText(builder.aggregate.alias(1));
  await user.clear(name);
  await user.type(name, 'findings');
  expect(onChange).toHaveBeenCalledTimes(1);
  await user.tab();
  expect(latest()).toMatchObject({ aggregates: [{ function: 'count', column: '*', alias: 'findings' }] });
});

it('typing SQL changes nothing until the editor is left, and leaving it runs nothing', async () => {
  const { onChange, onRunQuery, latest } = show(sql);
  await user.type(screen.getByLabelText('SQL', { selector: 'textarea' }), '00');
  expect(onChange).not.toHaveBeenCalled();
  await user.tab();
  expect(latest()).toStrictEqual({ ...sql, sql: 'SELECT 100' });
  expect(onRunQuery).not.toHaveBeenCalled();
});

it('the shortcut saves and runs what is in the editor, with the options as they are by then', async () => {
  const { onRunQuery, latest } = show(sql);
  await user.click(screen.getByLabelText('SQL', { selector: 'textarea' }));
  const runOfFirstRender = codeEditor.run;
  await user.click(screen.getByRole('switch', { name: builder.zeroFill }));
  await user.type(screen.getByLabelText('SQL', { selector: 'textarea' }), '00');
  onRunQuery.mockClear();
  act(runOfFirstRender);
  expect(latest()).toStrictEqual({ ...sql, sql: 'SELECT 100', zeroFill: false });
  expect(onRunQuery).toHaveBeenCalledTimes(1);
});

it('another table begins the query anew', async () => {
  const { latest } = show({ ...fresh, table: 'securityhub_findings', columns: ['title'], timeColumn: 'created_at' });
  await pick(builder.table, 'inspector_findings');
  expect(latest()).toStrictEqual({ ...fresh, table: 'inspector_findings', limit: 100 });
});

it('the present state has no time column', async () => {
  const { latest } = show({ ...fresh, table: 'securityhub_findings', timeColumn: 'updated_at' });
  await pick(builder.timeColumn, 'None');
  expect(latest()).toMatchObject({ timeColumn: null });
});

it('zero fill is on unless it was switched off', async () => {
  const { latest } = show(sql);
  const zeroFill = screen.getByRole('switch', { name: builder.zeroFill });
  expect(zeroFill).toBeChecked();
  await user.click(zeroFill);
  expect(latest()).toStrictEqual({ ...sql, zeroFill: false });
});

it('a format is saved and run when it is chosen', async () => {
  const { latest, onRunQuery } = show(sql);
  await pick(labels.format, 'Numeric');
  expect(latest()).toStrictEqual({ ...sql, format: 'numeric' });
  expect(onRunQuery).toHaveBeenCalledTimes(1);
});

it('a switch that would lose the statement asks first', async () => {
  const { onChange, latest } = show(sql);
  await user.click(screen.getByLabelText(labels.modes.builder));
  const dialog = await screen.findByRole('dialog');
  expect(onChange).not.toHaveBeenCalled();
  await user.click(within(dialog).getByRole('button', { name: new RegExp(labels.switchMode.confirm) }));
  expect(latest()).toStrictEqual(fresh);
});

it('a switch that loses nothing does not ask', async () => {
  const { latest } = show(fresh);
  await user.click(await screen.findByLabelText(labels.modes.sql));
  expect(latest()).toStrictEqual({ ...sql, sql: '' });
});

it('a catalogue that cannot be loaded is shown with its reason, and can be tried again', async () => {
  const failing = fakeDataSource([], failsOnce('the data source is not reachable'));
  show(fresh, failing);
  expect(await screen.findByText('the data source is not reachable')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: builder.retry }));
  expect(await screen.findByLabelText(builder.table)).toHaveValue('securityhub_findings');
});

it('a table the catalogue does not have is shown as wrong', async () => {
  show({ ...fresh, table: 'gone_findings' });
  expect(await screen.findByText('There is no table gone_findings')).toBeInTheDocument();
});

it('a query of an unknown version is shown as such and left alone', () => {
  const { onChange } = show(Object.assign({ ...sql }, readSavedQuery('version_unknown')));
  expect(screen.getByText(labels.unreadable)).toBeInTheDocument();
  expect(screen.getByText(/schema version 99/)).toBeInTheDocument();
  expect(onChange).not.toHaveBeenCalled();
});

it('what stands in the gaps of a series is chosen in both modes', async () => {
  for (const saved of [sql, { ...fresh, table: 'securityhub_findings' }]) {
    const { latest } = show(saved);
    await pick(labels.timeFill, 'Zero');
    expect(latest()).toMatchObject({ mode: saved.mode, timeFill: 'zero' });
    cleanup();
  }
});

it('leaving the SQL says below it what is wrong, marks the place, and stops nobody', async () => {
  const fake = fakeDataSource();
  fake.postResource.mockResolvedValue({ valid: false, message: 'there is no column "oops"', line: 1, column: 8 });
  const { latest } = show(sql, fake);
  await user.type(screen.getByLabelText('SQL', { selector: 'textarea' }), ', oops');
  expect(fake.postResource).not.toHaveBeenCalled();
  await user.tab();
  expect(await screen.findByRole('alert')).toHaveTextContent('there is no column "oops"');
  expect(codeEditor.markers).toMatchObject([{ startLineNumber: 1, startColumn: 8 }]);
  expect(latest()).toStrictEqual({ ...sql, sql: 'SELECT 1, oops' });
});

it('a statement that was put right has no message any more', async () => {
  const fake = fakeDataSource();
  fake.postResource.mockResolvedValueOnce({ valid: false, message: 'wrong' });
  show(sql, fake);
  await user.click(screen.getByLabelText('SQL', { selector: 'textarea' }));
  await user.tab();
  expect(await screen.findByRole('alert')).toHaveTextContent('wrong');
  await user.click(screen.getByLabelText('SQL', { selector: 'textarea' }));
  act(codeEditor.run);
  await waitFor(() => expect(screen.queryByRole('alert')).not.toBeInTheDocument());
  expect(codeEditor.markers).toStrictEqual([]);
});

it('a statement that cannot be checked is run and says nothing', async () => {
  const fake = fakeDataSource();
  fake.postResource.mockRejectedValue(new Error('unreachable'));
  const { onRunQuery } = show(sql, fake);
  await user.click(screen.getByLabelText('SQL', { selector: 'textarea' }));
  act(codeEditor.run);
  await user.tab();
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  expect(onRunQuery).toHaveBeenCalledTimes(1);
});

it('values are asked for when their list is opened, and suggested', async () => {
  const fake = fakeDataSource();
  const filters = [{ column: 'title', operator: '=' as const, values: ['Old'] }];
  const { latest } = show({ ...fresh, table: 'securityhub_findings', filters }, fake);
  const values = await screen.findByRole('combobox', { name: builder.filter.values(1) });
  expect(fake.getResource.mock.calls).toStrictEqual([['tables']]);
  await user.click(values);
  await user.click(await screen.findByRole('option', { name: /^arn:two/ }));
  expect(latest()).toMatchObject({ filters: [{ column: 'title', operator: '=', values: ['arn:two'] }] });
  expect(fake.getResource.mock.calls.filter(([route]) => route === 'values')).toStrictEqual([
    ['values', { table: 'securityhub_findings', column: 'title' }, { showErrorAlert: false }],
  ]);
});

it('values that cannot be suggested can be typed', async () => {
  const fake = fakeDataSource([], (route) => (route === 'tables' ? answerRoute(route) : Promise.reject(new Error())));
  const filters = [{ column: 'title', operator: '=' as const, values: ['Old'] }];
  const { latest } = show({ ...fresh, table: 'securityhub_findings', filters }, fake);
  await user.type(await screen.findByRole('combobox', { name: builder.filter.values(1) }), 'New');
  await user.click(await screen.findByRole('option', { name: /^New/ }));
  expect(latest()).toMatchObject({ filters: [{ column: 'title', operator: '=', values: ['New'] }] });
});

it('filters that came along from a dashboard are shown and can be removed', async () => {
  const severity = { column: 'severity', operator: 'in', values: ['HIGH', 'LOW'] };
  const region = { column: 'region', operator: '!=', values: ['eu-west-1'] };
  const { latest } = show({ ...sql, adHocFilters: [severity, region] });
  expect(screen.getByText('region != eu-west-1')).toBeInTheDocument();
  await press(labels.removeAdHocFilter('severity in HIGH, LOW'));
  expect(latest()).toStrictEqual({ ...sql, adHocFilters: [region] });
});

it('every format is offered', async () => {
  const { latest } = show(sql);
  await pick(labels.format, 'Logs');
  expect(latest()).toStrictEqual({ ...sql, format: 'logs' });
});

it('what asking a table costs is said where it is chosen', async () => {
  show({ ...fresh, table: 'securityhub_findings' });
  await user.click(await screen.findByRole('combobox', { name: builder.table }));
  expect(await screen.findByText('Findings of Security Hub · free')).toBeInTheDocument();
  expect(screen.getByText('Findings of Inspector · 0.01 USD a request · changes daily')).toBeInTheDocument();
});

it('the builder says below the table what each request costs', async () => {
  show({ ...fresh, table: 'inspector_findings' });
  expect(
    await screen.findByText('Each request to inspector2 costs 0.01 USD; answers are kept for 12 hours.')
  ).toBeInTheDocument();
});

it('a statement that names a table with a price says what each request costs, others do not', async () => {
  show({ ...sql, sql: 'SELECT count(*) FROM inspector_findings' });
  expect(await screen.findByText(/^Each request to inspector2 costs/)).toBeInTheDocument();
  cleanup();
  show({ ...sql, sql: 'SELECT count(*) FROM securityhub_findings' });
  expect(screen.queryByText(/^Each request/)).not.toBeInTheDocument();
});

it('a column that ends with a key can be typed for a filter and for a group', async () => {
  const { latest } = show({ ...fresh, table: 'securityhub_findings' });
  await press(builder.add.filter);
  await user.type(screen.getByRole('combobox', { name: builder.filter.column(1) }), 'category:env');
  await user.click(await screen.findByRole('option', { name: /^category:env/ }));
  await user.type(screen.getByRole('combobox', { name: builder.filter.values(1) }), 'prod');
  await user.click(await screen.findByRole('option', { name: /^prod/ }));
  await press(builder.add.group);
  await user.type(screen.getByRole('combobox', { name: builder.group.column(1) }), 'tag:team');
  await user.click(await screen.findByRole('option', { name: /^tag:team/ }));
  expect(latest()).toMatchObject({
    filters: [{ column: 'category:env', operator: '=', values: ['prod'] }],
    groupBy: [{ column: 'tag:team' }],
  });
});

it('the values of a boolean are chosen and saved as text, and asked of nobody', async () => {
  const fake = fakeDataSource();
  const { latest } = show({ ...fresh, table: 'securityhub_findings' }, fake);
  await press(builder.add.filter);
  await pick(builder.filter.column(1), 'sample');
  await pick(builder.filter.values(1), 'false');
  expect(latest()).toMatchObject({ filters: [{ column: 'sample', operator: '=', values: ['false'] }] });
  expect(fake.getResource.mock.calls.filter(([route]) => route === 'values')).toStrictEqual([]);
});
