import { readCatalogue } from '../../catalogue/catalogue';
import { catalogueAnswer } from '../../testing/catalogue';
import { completionsAt, type Kind } from './completions';

const vocabulary = { catalogue: readCatalogue(catalogueAnswer), variables: ['$severity'] };

/** Returns what is offered where `|` stands in the statement. */
function offered(statement: string, kind?: Kind) {
  const [before = '', after = ''] = statement.split('|');
  const completions = completionsAt(before + after, before, vocabulary);
  return completions.filter((completion) => kind === undefined || completion.kind === kind).map(({ label }) => label);
}

it.each(['SELECT 1 FROM |', 'select 1 from\n  |', 'SELECT 1 FROM a JOIN |', 'SELECT 1 FROM a LEFT JOIN |'])(
  'tables and nothing else come next in %j',
  (statement) => {
    expect(offered(statement)).toStrictEqual(['securityhub_findings', 'inspector_findings']);
  }
);

it('columns are those of the tables that the statement names, even after the place that is written', () => {
  expect(offered('SELECT | FROM inspector_findings', 'column')).toStrictEqual(['status']);
  expect(offered('SELECT | FROM INSPECTOR_FINDINGS', 'column')).toStrictEqual(['status']);
  expect(offered('SELECT | FROM securityhub_findings JOIN inspector_findings', 'column')).toHaveLength(9);
  expect(offered('SELECT |', 'column')).toStrictEqual([]);
});

it('columns are offered inside parentheses', () => {
  expect(offered('SELECT count(| FROM inspector_findings', 'column')).toStrictEqual(['status']);
});

it('functions are those of SQL and not of the builder', () => {
  const functions = offered('SELECT |', 'function');
  expect(functions).toStrictEqual(expect.arrayContaining(['count', 'sum', 'date_bin', 'array_has', 'json_get_str']));
  expect(functions).not.toContain('count_distinct');
});

it('a function is written up to its arguments', () => {
  const [count] = completionsAt('', '', vocabulary);
  expect(count).toMatchObject({ label: 'count', text: 'count(' });
});

it('every macro is offered, up to its arguments if it takes any', () => {
  expect(offered('SELECT |', 'macro')).toStrictEqual([
    '$__timeFilter(',
    '$__timeFrom()',
    '$__timeTo()',
    '$__timeGroup(',
    '$__interval',
    '$__interval_ms',
  ]);
});

it.each(["WHERE title = '|", "WHERE title = 'it''s |", "WHERE title = '|'"])(
  'inside quotes %j has variables only',
  (sql) => {
    expect(offered(`SELECT 1 FROM securityhub_findings ${sql}`)).toStrictEqual(['$severity']);
  }
);

it.each(["WHERE title = 'a' AND |", "-- don't\n|"])('%j is not inside quotes', (sql) => {
  expect(offered(`SELECT 1 FROM inspector_findings ${sql}`, 'column')).toStrictEqual(['status']);
});

it('names that end with a key are offered in double quotes, up to the key', () => {
  const from = 'FROM securityhub_findings';
  const written = (before: string) =>
    completionsAt(`${before} ${from}`, before, vocabulary)
      .filter(({ label }) => label.endsWith('…"'))
      .map(({ text }) => text);
  expect(written('SELECT ')).toStrictEqual(['"tag:', '"category:']);
  expect(written('SELECT "')).toStrictEqual(['tag:', 'category:']);
  expect(offered('SELECT | FROM inspector_findings')).not.toContain('"tag:…"');
});
