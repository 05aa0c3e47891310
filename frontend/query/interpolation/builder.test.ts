import { type ScopedVars } from '@grafana/data';

import { fakeTemplateSrv, type FakeVariable } from '../../testing/templateSrv';
import { type BuilderQuery, type Filter, newQuery } from '../model';
import { interpolateBuilder } from './builder';
import { readVariables } from './variables';

function withFilters(...filters: Filter[]): BuilderQuery {
  return { ...newQuery(), refId: 'A', table: 'securityhub_findings', filters };
}

function interpolate(query: BuilderQuery, variables: FakeVariable[], scopedVars: ScopedVars = {}) {
  return interpolateBuilder(query, readVariables(fakeTemplateSrv(variables), scopedVars));
}

const bySeverity: Filter = { column: 'severity', operator: 'in', values: ['$severity'] };

it('a variable with several values becomes several values', () => {
  const severity = { name: 'severity', value: ['CRITICAL', 'HIGH'], multi: true };
  expect(interpolate(withFilters(bySeverity), [severity]).filters).toStrictEqual([
    { column: 'severity', operator: 'in', values: ['CRITICAL', 'HIGH'] },
  ]);
});

it.each(['$severity', '${severity}', '[[severity]]'])(
  '%s is dropped with its filter when the selection is All',
  (value) => {
    const severity = { name: 'severity', value: ['$__all'], allValues: ['CRITICAL'], multi: true, includeAll: true };
    const title: Filter = { column: 'title', operator: 'contains', values: ['public'] };
    expect(interpolate(withFilters({ ...bySeverity, values: [value] }, title), [severity]).filters).toStrictEqual([
      title,
    ]);
  }
);

it('a panel repeated for each value of All keeps its filter', () => {
  const severity = { name: 'severity', value: ['$__all'], allValues: ['CRITICAL', 'HIGH'], multi: true };
  const repeated = { severity: { value: 'HIGH', text: 'HIGH' } };
  expect(interpolate(withFilters(bySeverity), [severity], repeated).filters).toStrictEqual([
    { ...bySeverity, values: ['HIGH'] },
  ]);
});

it.each(["O'Reilly", "' OR 1=1 --", '$&', '\u0000 0 \u0000', '{"$ne":1}'])(
  'the hostile value %j stays a value',
  (value) => {
    const filter: Filter = { column: 'title', operator: '=', values: ['$title'] };
    expect(interpolate(withFilters(filter), [{ name: 'title', value }]).filters).toStrictEqual([
      { ...filter, values: [value] },
    ]);
  }
);

it('a variable within text is put into every combination', () => {
  const filter: Filter = { column: 'title', operator: 'contains', values: ['$service in $region'] };
  const variables = [
    { name: 'service', value: ['S3', 'EC2'], multi: true },
    { name: 'region', value: ['eu', 'us'], multi: true },
  ];
  expect(interpolate(withFilters(filter), variables).filters[0]?.values).toStrictEqual([
    'S3 in eu',
    'S3 in us',
    'EC2 in eu',
    'EC2 in us',
  ]);
});

it('nothing selected leaves the filter without a value', () => {
  const severity = { name: 'severity', value: [], multi: true };
  expect(interpolate(withFilters(bySeverity), [severity]).filters).toStrictEqual([{ ...bySeverity, values: [] }]);
});

it('widths of time buckets take variables and keep the macro', () => {
  const groupBy = [
    { column: 'created_at', interval: '$width' },
    { column: 'updated_at', interval: '$__interval' },
    { column: 'severity' },
  ];
  const query = { ...withFilters(), groupBy };
  expect(interpolate(query, [{ name: 'width', value: '1d' }]).groupBy).toStrictEqual([
    { column: 'created_at', interval: '1d' },
    { column: 'updated_at', interval: '$__interval' },
    { column: 'severity' },
  ]);
});

it('the query it is given is not changed', () => {
  const query = withFilters(bySeverity);
  const before = JSON.parse(JSON.stringify(query));
  interpolate(query, [{ name: 'severity', value: ['LOW'], multi: true }]);
  expect(query).toStrictEqual(before);
});
