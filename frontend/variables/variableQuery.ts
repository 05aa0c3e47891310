import { type Migration, migrateQueryFor } from '../query/migrate';

/** What queries and errors of a variable are called; saved ones may lack a name. */
export const VARIABLE_REF_ID = 'Variable';

/** Reads the saved query of a variable; a text, as provisioning and older dashboards may have, is SQL. */
export function readVariableQuery(saved: unknown): Migration {
  const migration = migrateQueryFor('variable', typeof saved === 'string' ? { mode: 'sql', sql: saved } : saved);
  return migration.ok
    ? { ok: true, query: { ...migration.query, refId: migration.query.refId || VARIABLE_REF_ID } }
    : migration;
}
