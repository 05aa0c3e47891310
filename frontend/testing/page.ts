/** What people do on a page with editors. */
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

export const user = userEvent.setup();

/** Chooses the option of a drop-down list that begins with a word. */
export async function pick(list: string, option: string) {
  await user.click(await screen.findByRole('combobox', { name: list }));
  await user.click(await screen.findByRole('option', { name: new RegExp(`^${option}(?!_)`) }));
  await user.tab();
}

export async function press(button: string) {
  await user.click(await screen.findByRole('button', { name: button }));
}
