/** Variables: edited like any query, and answered with a text and a value for each choice. */
import { CustomVariableSupport, type DataQueryRequest, type DataQueryResponse } from '@grafana/data';
import { type Observable } from 'rxjs';

import { type PostureDataSource } from '../datasource';
import { type PostureQuery } from '../query/model';
import { VariableEditor } from './VariableEditor';
import { readVariableQuery, VARIABLE_REF_ID } from './variableQuery';

export class VariableSupport extends CustomVariableSupport<PostureDataSource, PostureQuery, PostureQuery> {
  editor = VariableEditor;

  constructor(private readonly datasource: PostureDataSource) {
    super();
  }

  /** Grafana lays this under saved queries too, so it says no more than what holds for all of them. */
  getDefaultQuery(): Partial<PostureQuery> {
    return { refId: VARIABLE_REF_ID, queryType: 'variable' };
  }

  /** Runs the queries that say enough: Grafana leaves them all in where a data source runs variables itself. */
  query(request: DataQueryRequest<PostureQuery>): Observable<DataQueryResponse> {
    const targets = request.targets.map(prepare).filter((target) => this.datasource.filterQuery(target));
    return this.datasource.query({ ...request, targets });
  }
}

/** One that cannot be read is sent as it is: the backend says why. */
function prepare(saved: PostureQuery): PostureQuery {
  const migration = readVariableQuery(saved);
  return migration.ok ? migration.query : saved;
}
