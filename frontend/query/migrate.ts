/**
 * Reads a saved query of any version into the current one.
 *
 * In comes JSON from a dashboard, out goes a new, complete query or what is wrong with it; the saved one is never
 * changed. Members this version does not know are kept. The backend does the same for alert rules, which never pass
 * through here.
 */
import {
  isObject,
  JsonError,
  member,
  readFlag,
  readList,
  readObject,
  readOptionalCount,
  readOptionalText,
  readText,
  readWord,
  textIn,
} from '../json';
import {
  type AdHocFilter,
  type Aggregate,
  type BuilderQuery,
  type Filter,
  FORMATS,
  type GroupBy,
  MODES,
  OPERATORS,
  type OrderBy,
  type PostureQuery,
  type Purpose,
  QUERY_TYPES,
  SCHEMA_VERSION,
  type SqlQuery,
  TIME_FILLS,
} from './model';

export type Migration = { ok: true; query: PostureQuery } | { ok: false; problem: string };

export function migrateQuery(saved: unknown): Migration {
  try {
    return { ok: true, query: readQuery(readObject(saved, 'a query')) };
  } catch (error) {
    if (error instanceof JsonError) {
      return { ok: false, problem: error.message };
    }
    throw error;
  }
}

/** Reads a query saved where only those of one purpose are, whether or not it says so. */
export function migrateQueryFor(queryType: (typeof QUERY_TYPES)[number], saved: unknown): Migration {
  return migrateQuery(isObject(saved) ? { ...saved, queryType } : saved);
}

function readQuery(saved: object): PostureQuery {
  const version = member(saved, 'schemaVersion') ?? 0;
  switch (version) {
    case 0:
      return readVersion1(fromVersion0(saved));
    case SCHEMA_VERSION:
      return readVersion1(saved);
    default:
      throw new JsonError(
        `it was saved with schema version ${JSON.stringify(version)}, which this version of the plugin does not know; update the plugin`
      );
  }
}

/** Version 0 has no `schemaVersion` and may leave out `mode`. */
function fromVersion0(saved: object): object {
  return { ...saved, schemaVersion: SCHEMA_VERSION };
}

function readVersion1(saved: object): PostureQuery {
  const mode = member(saved, 'mode') ?? (member(saved, 'sql') === undefined ? 'builder' : 'sql');
  switch (readWord(mode, 'mode', MODES)) {
    case 'sql':
      return { ...readCommon(saved), mode: 'sql', sql: readText(saved, 'sql', '') } satisfies SqlQuery;
    case 'builder':
      return readBuilder(saved);
  }
}

function readCommon(saved: object) {
  readFlag(saved, 'zeroFill', true);
  readFlag(saved, 'allowPartial', false);
  readWord(member(saved, 'timeFill') ?? 'none', 'timeFill', TIME_FILLS);
  const filters = readList(saved, 'adHocFilters', readAdHocFilter);
  return {
    ...saved,
    ...readPurpose(saved),
    ...(filters.length === 0 ? {} : { adHocFilters: filters }),
    refId: readText(saved, 'refId', ''),
    schemaVersion: SCHEMA_VERSION,
    format: readWord(member(saved, 'format') ?? 'auto', 'format', FORMATS),
  } as const;
}

function readPurpose(saved: object): Purpose {
  const queryType = readText(saved, 'queryType', '');
  if (queryType === '') {
    return {};
  }
  switch (readWord(queryType, 'queryType', QUERY_TYPES)) {
    case 'variable':
      return {
        queryType: 'variable',
        valueColumn: readOptionalText(saved, 'valueColumn'),
        textColumn: readOptionalText(saved, 'textColumn'),
      };
    case 'annotation':
      return {
        queryType: 'annotation',
        timeColumn: readOptionalText(saved, 'timeColumn'),
        timeEndColumn: readOptionalText(saved, 'timeEndColumn'),
        titleColumn: readOptionalText(saved, 'titleColumn'),
        textColumn: readOptionalText(saved, 'textColumn'),
        tagColumns: readList(saved, 'tagColumns', textIn('tagColumns')),
      };
  }
}

function readBuilder(saved: object): BuilderQuery {
  return {
    ...readCommon(saved),
    mode: 'builder',
    table: readText(saved, 'table', ''),
    columns: readList(saved, 'columns', textIn('columns')),
    filters: readList(saved, 'filters', readFilter),
    groupBy: readList(saved, 'groupBy', readGroupBy),
    aggregates: readList(saved, 'aggregates', readAggregate),
    orderBy: readList(saved, 'orderBy', readOrderBy),
    limit: readOptionalCount(saved, 'limit'),
    timeColumn: readOptionalText(saved, 'timeColumn'),
  };
}

function readFilter(item: unknown): Filter {
  const filter = readObject(item, 'a filter');
  return {
    column: readText(filter, 'column'),
    operator: readWord(member(filter, 'operator'), 'operator', OPERATORS),
    values: readList(filter, 'values', readScalar),
  };
}

function readAdHocFilter(item: unknown): AdHocFilter {
  const filter = readObject(item, 'an ad hoc filter');
  return {
    column: readText(filter, 'column'),
    operator: readText(filter, 'operator'),
    values: readList(filter, 'values', readScalar),
  };
}

/** Hand-written dashboards may have numbers and booleans for values; they are kept as text. */
function readScalar(item: unknown): string {
  switch (typeof item) {
    case 'string':
      return item;
    case 'number':
    case 'boolean':
      return String(item);
    default:
      throw new JsonError('"values" must be a list of texts, numbers or booleans');
  }
}

function readGroupBy(item: unknown): GroupBy {
  const group = readObject(item, 'a group');
  const interval = readOptionalText(group, 'interval');
  return { column: readText(group, 'column'), ...(interval === null ? {} : { interval }) };
}

function readAggregate(item: unknown): Aggregate {
  const aggregate = readObject(item, 'an aggregate');
  const alias = readOptionalText(aggregate, 'alias');
  return {
    function: readText(aggregate, 'function'),
    column: readText(aggregate, 'column', '*'),
    ...(alias === null ? {} : { alias }),
  };
}

function readOrderBy(item: unknown): OrderBy {
  const order = readObject(item, 'an order');
  return { column: readText(order, 'column'), descending: readFlag(order, 'descending', false) };
}
