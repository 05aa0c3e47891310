/** The data source in the browser: all it does is prepare queries for the backend and ask it for the catalogue. */
import { type DataSourceInstanceSettings, type ScopedVars } from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv, type TemplateSrv } from '@grafana/runtime';

import { type Catalogue, readCatalogue } from './catalogue/catalogue';
import { type PostureSettings } from './config/settings';
import { interpolateBuilder } from './query/interpolation/builder';
import { interpolateSql } from './query/interpolation/sql';
import { readVariables } from './query/interpolation/variables';
import { migrateQuery } from './query/migrate';
import { newQuery, type PostureQuery } from './query/model';

export class PostureDataSource extends DataSourceWithBackend<PostureQuery, PostureSettings> {
  /** Shared by all editors of a page; forgotten when it fails, so that the next call asks again. */
  private catalogue: Promise<Catalogue> | undefined;

  constructor(
    settings: DataSourceInstanceSettings<PostureSettings>,
    private readonly templateSrv: TemplateSrv = getTemplateSrv()
  ) {
    super(settings);
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
    if (!migration.ok) {
      return true;
    }
    const { query } = migration;
    return query.mode === 'sql' ? query.sql.trim() !== '' : query.table !== '';
  }

  applyTemplateVariables(saved: PostureQuery, scopedVars: ScopedVars): PostureQuery {
    const migration = migrateQuery(saved);
    if (!migration.ok) {
      return saved;
    }
    const { query } = migration;
    const variables = readVariables(this.templateSrv, scopedVars);
    return query.mode === 'sql'
      ? { ...query, sql: interpolateSql(query.sql, variables) }
      : interpolateBuilder(query, variables);
  }

  getCatalogue(): Promise<Catalogue> {
    this.catalogue ??= this.loadCatalogue().catch((error: unknown) => {
      this.catalogue = undefined;
      throw error;
    });
    return this.catalogue;
  }

  /** Returns the dashboard's variables as they are written in a query: `$name`. */
  getVariableReferences(): string[] {
    return this.templateSrv.getVariables().map((variable) => `$${variable.name}`);
  }

  private async loadCatalogue(): Promise<Catalogue> {
    return readCatalogue(await this.getResource<unknown>('tables'));
  }
}
