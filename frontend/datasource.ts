/** The data source in the browser: it prepares queries for the backend and asks it what editors need to know. */
import {
  type AdHocVariableFilter,
  type DataSourceGetTagKeysOptions,
  type DataSourceGetTagValuesOptions,
  type DataSourceInstanceSettings,
  type GetTagResponse,
  type MetricFindValue,
  type QueryFixAction,
  type ScopedVars,
  type TestDataSourceResponse,
} from '@grafana/data';
import {
  DataSourceWithBackend,
  getTemplateSrv,
  HealthCheckError,
  HealthStatus,
  type TemplateSrv,
} from '@grafana/runtime';

import { annotationSupport } from './annotations/annotationSupport';
import { type Catalogue, readCatalogue } from './catalogue/catalogue';
import { failureMessage } from './catalogue/failureMessage';
import { Suggestions } from './catalogue/suggestions';
import { readColumnValues } from './catalogue/values';
import { type PostureSettings } from './config/settings';
import { filterBy, toAdHocFilters, withAdHocFilters } from './filters/adHocFilters';
import { readFilterKeys, tablesOf, valuesAsOptions } from './filters/options';
import { interpolateBuilder } from './query/interpolation/builder';
import { interpolateSql } from './query/interpolation/sql';
import { readVariables } from './query/interpolation/variables';
import { migrateQuery } from './query/migrate';
import { newQuery, type PostureQuery } from './query/model';
import { isComplete } from './query/purpose';
import { asWritten, readSqlProblem, type SqlProblem } from './query/sql/problem';
import { VariableSupport } from './variables/VariableSupport';

/** What fails while somebody types is said in its place, if at all, and not in a corner of the page. */
const QUIETLY = { showErrorAlert: false };

export class PostureDataSource extends DataSourceWithBackend<PostureQuery, PostureSettings> {
  /** Shared by all editors of a page; forgotten when it fails, so that the next call asks again. */
  private catalogue: Promise<Catalogue> | undefined;

  private readonly suggestions = new Suggestions(async (table, column, search) =>
    readColumnValues(
      await this.getResource<unknown>('values', { table, column, ...(search !== '' && { search }) }, QUIETLY)
    )
  );

  constructor(
    settings: DataSourceInstanceSettings<PostureSettings>,
    private readonly templateSrv: TemplateSrv = getTemplateSrv()
  ) {
    super(settings);
    this.annotations = annotationSupport;
    this.variables = new VariableSupport(this);
  }

  getDefaultQuery(): Partial<PostureQuery> {
    return newQuery();
  }

  /** Keeps hidden and unfinished queries from being sent. One that cannot be read is sent: the backend says why. */
  filterQuery(saved: PostureQuery): boolean {
    if (saved.hide) {
      return false;
    }
    const migration = migrateQuery(saved);
    return !migration.ok || isComplete(migration.query);
  }

  applyTemplateVariables(
    saved: PostureQuery,
    scopedVars: ScopedVars,
    filters: AdHocVariableFilter[] = []
  ): PostureQuery {
    const migration = migrateQuery(saved);
    if (!migration.ok) {
      return saved;
    }
    const variables = readVariables(this.templateSrv, scopedVars);
    const query = withAdHocFilters(migration.query, toAdHocFilters(filters, variables));
    return query.mode === 'sql'
      ? { ...query, sql: interpolateSql(query.sql, variables) }
      : interpolateBuilder(query, variables);
  }

  /** Filters by a value that was clicked on in Explore. */
  modifyQuery(saved: PostureQuery, { type, options }: QueryFixAction): PostureQuery {
    const migration = migrateQuery(saved);
    const [key, value] = [options?.key, options?.value];
    if (!migration.ok || key === undefined || value === undefined) {
      return saved;
    }
    switch (type) {
      case 'ADD_FILTER':
        return filterBy(migration.query, key, '=', value);
      case 'ADD_FILTER_OUT':
        return filterBy(migration.query, key, '!=', value);
      default:
        return saved;
    }
  }

  /** Returns the columns a dashboard can be filtered by. */
  getTagKeys(_: DataSourceGetTagKeysOptions<PostureQuery>): Promise<GetTagResponse> {
    return orFailure(async () => readFilterKeys(await this.getResource<unknown>('filter-keys', undefined, QUIETLY)));
  }

  /** Returns values to filter a dashboard by: those in the tables of its queries, where the queries say which. */
  getTagValues({ key, queries = [] }: DataSourceGetTagValuesOptions<PostureQuery>): Promise<GetTagResponse> {
    const tables = tablesOf(queries);
    const params = { key, ...(tables && { tables: tables.join(',') }) };
    return orFailure(async () =>
      valuesAsOptions(readColumnValues(await this.getResource<unknown>('filter-values', params, QUIETLY)))
    );
  }

  /** "Save & test": as Grafana's own, which shows the backend's details only where something is wrong. */
  async testDatasource(): Promise<TestDataSourceResponse> {
    const { status, message, details } = await this.callHealthCheck();
    if (status !== HealthStatus.OK) {
      // Grafana looks for the details in a member of what is thrown.
      const error = new HealthCheckError(message, details);
      throw Object.assign(error, { status: 'error', error });
    }
    const lines = details?.verboseMessage;
    return { status: 'success', message, details: typeof lines === 'string' ? { verboseMessage: lines } : {} };
  }

  getCatalogue(): Promise<Catalogue> {
    this.catalogue ??= this.loadCatalogue().catch((error: unknown) => {
      this.catalogue = undefined;
      throw error;
    });
    return this.catalogue;
  }

  /** Returns values of a column that match what is typed. It may cost AWS requests, and never fails. */
  suggestValues(table: string, column: string, typed: string): Promise<string[]> {
    return this.suggestions.matching(table, column, typed);
  }

  /** Returns what is wrong with a statement as it is written, or null. It asks nothing of AWS. */
  async findSqlProblem(sql: string): Promise<SqlProblem | null> {
    const sent = interpolateSql(sql, readVariables(this.templateSrv, {}));
    const problem = readSqlProblem(await this.postResource<unknown>('validate', { sql: sent }, QUIETLY));
    return problem && asWritten(problem, sql, sent);
  }

  /** Returns the dashboard's variables as they are written in a query: `$name`. */
  getVariableReferences(): string[] {
    return this.templateSrv.getVariables().map((variable) => `$${variable.name}`);
  }

  private async loadCatalogue(): Promise<Catalogue> {
    return readCatalogue(await this.getResource<unknown>('tables'));
  }
}

/** Returns options, or none with the reason beside them, which Grafana shows next to the filters. */
async function orFailure(load: () => Promise<MetricFindValue[]>): Promise<GetTagResponse> {
  try {
    return { data: await load() };
  } catch (error) {
    return { data: [], error: { message: failureMessage(error) } };
  }
}
