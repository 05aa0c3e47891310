/** Annotations: edited like any query, and answered with the fields that Grafana's own mapping expects. */
import { type AnnotationQuery, type AnnotationSupport } from '@grafana/data';
import { isEqual } from 'lodash';

import { migrateQueryFor } from '../query/migrate';
import { type PostureQuery } from '../query/model';
import { AnnotationEditor } from './AnnotationEditor';

/** What Grafana calls every annotation query while it runs. */
export const ANNOTATION_REF_ID = 'Anno';

/** A plain object: Grafana copies its members over its own, which would lose the methods of a class. */
export const annotationSupport: AnnotationSupport<PostureQuery> = {
  QueryEditor: AnnotationEditor,

  // Grafana lays this under saved queries too, so it says no more than what holds for all of them.
  getDefaultQuery: () => ({ refId: ANNOTATION_REF_ID, queryType: 'annotation' }),

  /** Returns an annotation whose query is one of ours; the same one if it was, for Grafana saves any other. */
  prepareAnnotation: (saved: AnnotationQuery<PostureQuery>) => {
    const target = saved.target && prepareTarget(saved.target);
    return isEqual(target, saved.target) ? saved : { ...saved, target };
  },

  prepareQuery: ({ target }) => target && prepareTarget(target),
};

/** One that cannot be read is sent as it is: the backend says why. */
function prepareTarget(saved: PostureQuery): PostureQuery {
  const migration = migrateQueryFor('annotation', saved);
  return migration.ok ? { ...migration.query, refId: ANNOTATION_REF_ID } : saved;
}
