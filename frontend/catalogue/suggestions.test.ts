import { Suggestions } from './suggestions';
import { type ColumnValues } from './values';

const REGIONS = ['eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2'];

/** Suggests from a backend that tells at most `most` values, beginning with what is searched for. */
function suggesting(most: number, fail: (search: string) => boolean = () => false) {
  const ask = jest.fn(async (_table: string, _column: string, search: string): Promise<ColumnValues> => {
    if (fail(search)) {
      throw new Error('throttled');
    }
    const found = REGIONS.filter((region) => region.startsWith(search));
    return { values: found.slice(0, most), complete: found.length <= most };
  });
  const suggestions = new Suggestions(ask);
  return {
    type: (typed: string, column = 'region') => suggestions.matching('securityhub_findings', column, typed),
    searches: () => ask.mock.calls.map(([, , search]) => search),
  };
}

it('nothing is asked before a list is opened', () => {
  expect(suggesting(10).searches()).toStrictEqual([]);
});

it('a column whose values are told whole is asked once, whatever is typed', async () => {
  const { type, searches } = suggesting(10);
  expect(await type('')).toStrictEqual(REGIONS);
  expect(await type('WEST')).toStrictEqual(['eu-west-1', 'us-west-2']);
  expect(await type('')).toStrictEqual(REGIONS);
  expect(searches()).toStrictEqual(['']);
});

it('a list that is opened twice at once is asked for once', async () => {
  const { type, searches } = suggesting(10);
  await Promise.all([type(''), type('')]);
  expect(searches()).toStrictEqual(['']);
});

it('a column with more values is asked again from the second letter on', async () => {
  const { type, searches } = suggesting(1);
  expect(await type('')).toStrictEqual(['eu-central-1']);
  expect(await type('u')).toStrictEqual(['eu-central-1']);
  expect(await type('us')).toStrictEqual(['us-east-1']);
  expect(searches()).toStrictEqual(['', 'us']);
});

it('the same letters are asked for once', async () => {
  const { type, searches } = suggesting(1);
  await type('us');
  await type('us ');
  expect(searches()).toStrictEqual(['', 'us']);
});

it('letters after a beginning that was told whole are not asked for', async () => {
  const { type, searches } = suggesting(2);
  await type('eu');
  expect(await type('eu-w')).toStrictEqual(['eu-west-1']);
  expect(searches()).toStrictEqual(['', 'eu']);
});

it('each column has its own values', async () => {
  const { type, searches } = suggesting(10);
  await type('', 'region');
  await type('', 'account_id');
  expect(searches()).toStrictEqual(['', '']);
});

it('a failure suggests nothing, and typing on asks no more', async () => {
  const { type, searches } = suggesting(10, () => true);
  expect(await type('')).toStrictEqual([]);
  expect(await type('eu')).toStrictEqual([]);
  expect(searches()).toStrictEqual(['']);
});

it('what failed is asked again when the list is opened again', async () => {
  let isDown = true;
  const { type, searches } = suggesting(10, () => isDown);
  await type('');
  isDown = false;
  expect(await type('')).toStrictEqual(REGIONS);
  expect(searches()).toStrictEqual(['', '']);
});

it('a search that failed leaves the field usable', async () => {
  const { type } = suggesting(1, (search) => search === 'us');
  expect(await type('us')).toStrictEqual([]);
  expect(await type('')).toStrictEqual(['eu-central-1']);
});
