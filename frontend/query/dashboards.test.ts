import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

import { isObject, member, readList } from '../json';
import plugin from '../plugin.json';
import { migrateQuery } from './migrate';

const FOLDER = join(__dirname, '../../dashboards');
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
/** Severities from the worst to the mildest, as every list of them has them. */
const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL', 'UNTRIAGED'];

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
}

/** Returns all panels with queries, those in collapsed rows included. */
function panelsOf(dashboard: unknown): object[] {
  const panels = listOf(dashboard, 'panels');
  const asking = panels.filter((panel) => listOf(panel, 'targets').length > 0);
  return [...asking, ...panels.flatMap(panelsOf)];
}

function listOf(parent: unknown, name: string): object[] {
  const keepObject = (item: unknown) => (isObject(item) ? item : undefined);
  return isObject(parent) ? readList(parent, name, keepObject).filter(isObject) : [];
}

/** Follows names into an object. */
function at(value: unknown, ...names: string[]): unknown {
  return names.reduce<unknown>((parent, name) => (isObject(parent) ? member(parent, name) : undefined), value);
}

function queryVariables(dashboard: unknown): object[] {
  return listOf(at(dashboard, 'templating'), 'list').filter((variable) => at(variable, 'type') === 'query');
}

it('every dashboard is included in the plugin', () => {
  expect(plugin.includes.map(({ path }) => path).sort()).toEqual(files.map((file) => `dashboards/${file}`).sort());
  for (const { name, path } of plugin.includes) {
    expect(at(read(path.replace('dashboards/', '')), 'title')).toBe(name);
  }
});

describe.each(files)('%s', (file) => {
  const dashboard = read(file);
  const panels = panelsOf(dashboard).map((panel): [string, object] => [String(at(panel, 'title')), panel]);

  it('has the uid of its file and is linked to the others', () => {
    expect(at(dashboard, 'uid')).toBe(`awsposture-${file.replace('.json', '')}`);
    expect(at(dashboard, 'tags')).toContain('aws-posture');
    expect(listOf(dashboard, 'links')).toEqual([
      expect.objectContaining({ type: 'dashboards', tags: ['aws-posture'] }),
    ]);
  });

  it('has panels whose ids and titles are their own', () => {
    expect(panels).not.toHaveLength(0);
    expect(new Set(panels.map(([, panel]) => at(panel, 'id'))).size).toBe(panels.length);
    expect(new Set(panels.map(([title]) => title)).size).toBe(panels.length);
  });

  it.each(panels)('"%s" is described, with unit and thresholds', (_title, panel) => {
    expect(at(panel, 'description')).toMatch(/\.$/);
    expect(at(panel, 'fieldConfig', 'defaults', 'unit')).toEqual(expect.any(String));
    expect(listOf(at(panel, 'fieldConfig', 'defaults', 'thresholds'), 'steps')).not.toHaveLength(0);
  });

  it.each(panels)('"%s" asks the chosen data source in the current version', (_title, panel) => {
    for (const query of listOf(panel, 'targets')) {
      expect(migrateQuery(query)).toMatchObject({ ok: true });
      expect(at(query, 'schemaVersion')).toBe(1);
      expect(at(query, 'datasource', 'uid')).toBe('${datasource}');
    }
  });

  it.each(panels)('"%s" orders severities from the worst to the mildest', (_title, panel) => {
    const ours = (names: unknown[]) => names.filter((name) => SEVERITIES.includes(String(name)));
    const overrides = listOf(at(panel, 'fieldConfig'), 'overrides').map((override) =>
      at(override, 'matcher', 'options')
    );
    const filters = listOf(panel, 'targets').flatMap((query) =>
      listOf(query, 'filters').flatMap((filter) => at(filter, 'values') ?? [])
    );
    for (const names of [ours(overrides), ours(filters)]) {
      expect(names).toEqual(SEVERITIES.filter((severity) => names.includes(severity)));
    }
  });

  it('has variables that can be read and begin with All, but for those that choose one thing', () => {
    for (const variable of queryVariables(dashboard)) {
      expect(migrateQuery(at(variable, 'query'))).toMatchObject({ ok: true });
      expect(at(variable, 'description')).toMatch(/\.$/);
      const choosesOne = at(variable, 'includeAll') === false;
      expect(at(variable, 'multi')).toBe(!choosesOne);
      if (!choosesOne) {
        expect(at(variable, 'current', 'value')).toEqual(['$__all']);
      }
    }
  });

  it('uses every variable it has', () => {
    const asked = JSON.stringify(panels.map(([, panel]) => listOf(panel, 'targets')));
    for (const variable of queryVariables(dashboard)) {
      expect(asked).toContain(`$${String(at(variable, 'name'))}`);
    }
  });
});
