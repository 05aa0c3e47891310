import { type AnnotationQuery } from '@grafana/data';

import { type PostureQuery } from '../query/model';
import { fakeDataSource } from '../testing/dataSource';
import { readSavedQuery, unchecked } from '../testing/savedQueries';
import { annotationSupport } from './annotationSupport';

/** An annotation as a dashboard has it. */
function annotation(target?: unknown): AnnotationQuery<PostureQuery> {
  const saved = { name: 'Findings', enable: true, iconColor: 'red', datasource: { uid: 'posture' } };
  return target === undefined ? saved : { ...saved, target: unchecked(target) };
}

function prepared(saved: AnnotationQuery<PostureQuery>) {
  return annotationSupport.prepareAnnotation?.(saved) ?? saved;
}

it('a saved annotation has a query of ours, named as Grafana names it', () => {
  const saved = annotation(readSavedQuery('annotation'));
  expect(prepared(saved)).toStrictEqual({
    ...saved,
    target: {
      refId: 'Anno',
      schemaVersion: 1,
      mode: 'builder',
      table: 'securityhub_findings',
      columns: ['created_at', 'title', 'severity'],
      filters: [{ column: 'severity', operator: '=', values: ['CRITICAL'] }],
      groupBy: [],
      aggregates: [],
      orderBy: [],
      limit: 100,
      timeColumn: 'created_at',
      format: 'table',
      queryType: 'annotation',
      timeEndColumn: null,
      titleColumn: 'title',
      textColumn: 'severity',
      tagColumns: ['severity'],
    },
  });
});

it('a query of a panel becomes one of an annotation', () => {
  const saved = annotation({ refId: 'A', schemaVersion: 1, mode: 'sql', sql: 'SELECT 1', format: 'table' });
  expect(prepared(saved).target).toMatchObject({ refId: 'Anno', queryType: 'annotation', sql: 'SELECT 1' });
});

it('an annotation that needs no change is the same one, for Grafana would save and prepare another without end', () => {
  const once = prepared(annotation(readSavedQuery('annotation')));
  expect(prepared(once)).toBe(once);
  const fresh = annotation();
  expect(prepared(fresh)).toBe(fresh);
});

it('the query that runs is that of the annotation; without one nothing runs', () => {
  const saved = prepared(annotation(readSavedQuery('annotation')));
  expect(annotationSupport.prepareQuery?.(saved)).toStrictEqual(saved.target);
  expect(annotationSupport.prepareQuery?.(annotation())).toBeUndefined();
});

it.each([
  ['without a table', { queryType: 'annotation' }, false],
  ['without a time', { table: 'securityhub_findings' }, false],
  ['with both', { table: 'securityhub_findings', timeColumn: 'created_at' }, true],
  ['of blank SQL', { mode: 'sql', sql: ' ' }, false],
])('an annotation %s: sent or not', (_, target, isSent) => {
  const query = annotationSupport.prepareQuery?.(prepared(annotation(target)));
  expect(query && fakeDataSource().datasource.filterQuery(query)).toBe(isSent);
});

it('a query of an unknown version is sent as it was saved, so that the backend says so', () => {
  const saved = annotation(readSavedQuery('version_unknown'));
  expect(prepared(saved)).toBe(saved);
  expect(annotationSupport.prepareQuery?.(saved)).toBe(saved.target);
});

it('what Grafana lays under a saved query changes nothing of it', () => {
  const saved = prepared(annotation(readSavedQuery('annotation')));
  const laidUnder = annotation({ ...annotationSupport.getDefaultQuery?.(), ...saved.target });
  expect(prepared(laidUnder)).toStrictEqual(saved);
});

it("Grafana's own mapping is left in place, for the answer has the fields it expects", () => {
  expect({ processEvents: 'of Grafana', ...annotationSupport }).toMatchObject({ processEvents: 'of Grafana' });
});

it('annotations run like this in Grafana', () => {
  expect(fakeDataSource().datasource.annotations).toBe(annotationSupport);
});
