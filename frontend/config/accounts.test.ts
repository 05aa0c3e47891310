import { findLabelsProblem, formatLabels, parseLabels, readAccounts, withAccounts } from './accounts';
import { type Options } from './settings';

it.each([
  ['no labels', '', {}],
  ['one label', 'team=web', { team: 'web' }],
  ['spaces around', ' team = web , stage= prod ', { team: 'web', stage: 'prod' }],
  ['a comma at the end', 'team=web,', { team: 'web' }],
  ['a comma in a value', 'owners=ann, bob, team=web', { owners: 'ann, bob', team: 'web' }],
  ['an equals sign in a value', 'query=a=b', { query: 'a=b' }],
  ['an empty value', 'team=', { team: '' }],
])('labels with %s are read', (_, text, labels) => {
  expect(findLabelsProblem(text)).toBeUndefined();
  expect(parseLabels(text)).toStrictEqual(labels);
  expect(parseLabels(formatLabels(labels))).toStrictEqual(labels);
});

it.each(['web', '=web', ',,', 'team=web,=prod'])('%j is not labels', (text) => {
  expect(findLabelsProblem(text)).toBe('Enter labels as key=value, with commas between them');
});

it('what a later version saved is kept when something else changes', () => {
  const options: Pick<Options, 'jsonData'> = JSON.parse(
    '{"jsonData":{"accounts":{"mode":"list","later":1,"list":[{"id":"111122223333","also":true}]}}}'
  );
  const changed = withAccounts(JSON.parse(JSON.stringify(options)), { roleName: 'Posture' });
  expect(changed.jsonData.accounts).toMatchObject({ later: 1, roleName: 'Posture', list: [{ also: true }] });
});

it('members that YAML left empty are read as empty', () => {
  const accounts = JSON.parse('{"mode":null,"list":[{"id":"111122223333","name":null,"labels":null}],"include":null}');
  expect(readAccounts({ accounts })).toStrictEqual({
    mode: 'current',
    list: [{ id: '111122223333', name: '', roleArn: '', externalId: '', labels: {} }],
    roleName: '',
    include: [],
    exclude: [],
  });
});
