import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

import { isObject, member, readList } from '../json';
import { migrateQuery } from './migrate';

const FOLDER = join(__dirname, '../../dashboards');
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));

/** Returns the queries of all panels, those in collapsed rows included. */
function queriesOf(dashboard: unknown): unknown[] {
  if (!isObject(dashboard)) {
    return [];
  }
  const panels = readList(dashboard, 'panels', (panel) => panel);
  return panels.flatMap((panel) => [
    ...(isObject(panel) ? readList(panel, 'targets', (target) => target) : []),
    ...queriesOf(panel),
  ]);
}

it.each(files)('every query of %s is of the current version and can be read', (file) => {
  const queries = queriesOf(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')));
  expect(queries).not.toHaveLength(0);
  for (const query of queries) {
    expect(migrateQuery(query)).toMatchObject({ ok: true });
    expect(isObject(query) && member(query, 'schemaVersion')).toBe(1);
  }
});
