import { readAccounts, withAccounts } from './accounts';
import { type Options } from './settings';

it('what a later version saved is kept when something else changes', () => {
  const options: Pick<Options, 'jsonData'> = JSON.parse(
    '{"jsonData":{"accounts":{"mode":"list","later":1,"list":[{"id":"111122223333","also":true}]}}}'
  );
  const changed = withAccounts(JSON.parse(JSON.stringify(options)), { mode: 'current' });
  expect(changed.jsonData.accounts).toMatchObject({ later: 1, mode: 'current', list: [{ also: true }] });
});

it('members that YAML left empty are read as empty', () => {
  const accounts = JSON.parse('{"mode":null,"list":[{"id":12345678,"name":null}]}');
  expect(readAccounts({ accounts })).toStrictEqual({
    mode: 'current',
    list: [{ id: '000012345678', name: '', roleArn: '', externalId: '' }],
  });
});
