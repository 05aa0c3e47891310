import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

import { type PostureQuery } from '../query/model';

const FOLDER = join(__dirname, '../../tests/fixtures/queries');

/** Returns the names of all saved queries that the backend's tests read too. */
export function savedQueryNames(): string[] {
  return readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ''));
}

export function readSavedQuery(name: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));
}

/** Gives a query the way Grafana does: as a dashboard has it, which nobody has checked. */
export function unchecked(saved: unknown): PostureQuery {
  return JSON.parse(JSON.stringify(saved));
}
