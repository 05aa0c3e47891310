import { render, screen } from '@testing-library/react';

import { user } from '../testing/page';
import { NamedCombobox } from './NamedCombobox';
import { type Options } from './options';

const options = [{ value: 'HIGH' }, { value: 'LOW' }];

/** Opens the list twice, looks at it, and leaves it with the keyboard, which takes what is highlighted. */
async function lookAt(value: string, offered: Options) {
  const onChange = jest.fn<void, [string]>();
  render(<NamedCombobox name="Severity" width={20} customValues options={offered} value={value} onChange={onChange} />);
  const list = screen.getByRole('combobox', { name: 'Severity' });
  for (const leave of ['{Escape}', '{Tab}']) {
    await user.click(list);
    await screen.findByRole('option', { name: /^HIGH/ });
    await user.keyboard(leave);
  }
  return onChange.mock.calls.filter(([chosen]) => chosen !== value);
}

it.each<[string, string, Options]>([
  ['that is offered', 'LOW', options],
  ['that was typed', 'Old', options],
  ['that is found', 'LOW', async () => options],
  ['that is not found', 'Old', async () => options],
])('looking at the list leaves a value %s as it is', async (_, value, offered) => {
  expect(await lookAt(value, offered)).toStrictEqual([]);
});
