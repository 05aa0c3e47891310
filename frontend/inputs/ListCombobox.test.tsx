import { type MultiCombobox } from '@grafana/ui';
import { render, screen } from '@testing-library/react';
import { type ComponentProps, useState } from 'react';

import { user } from '../testing/page';
import { ListCombobox } from './ListCombobox';

// In a browser Grafana's list was seen to call onChange twice for one click; here it does so for certain.
jest.mock('@grafana/ui', () => ({
  MultiCombobox: ({ onChange }: ComponentProps<typeof MultiCombobox<string>>) => (
    <>
      {['HIGH', 'LOW'].map((value) => (
        <button
          key={value}
          onClick={() => {
            onChange([{ value }]);
            onChange([{ value }]);
          }}
        >
          {value}
        </button>
      ))}
    </>
  ),
}));

it('a choice that is reported twice is one', async () => {
  const onChange = jest.fn<void, [string[]]>();
  function Page() {
    const [value, setValue] = useState<string[]>([]);
    const change = (next: string[]) => {
      onChange(next);
      setValue(next);
    };
    return <ListCombobox placeholder="" minWidth={1} maxWidth={1} options={[]} value={value} onChange={change} />;
  }
  render(<Page />);
  await user.click(screen.getByText('HIGH'));
  await user.click(screen.getByText('LOW'));
  await user.click(screen.getByText('HIGH'));
  expect(onChange.mock.calls).toStrictEqual([[['HIGH']], [['LOW']], [['HIGH']]]);
});

it('a choice that was not taken can be made again', async () => {
  const onChange = jest.fn<void, [string[]]>();
  const list = { placeholder: '', minWidth: 1, maxWidth: 1, options: [], value: [], onChange };
  const { rerender } = render(<ListCombobox {...list} />);
  await user.click(screen.getByText('HIGH'));
  rerender(<ListCombobox {...list} />);
  await user.click(screen.getByText('HIGH'));
  expect(onChange).toHaveBeenCalledTimes(2);
});
