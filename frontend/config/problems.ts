/** What is wrong with a text of the settings page, in words for whoever typed it; undefined where nothing is. */
import { type FindProblem } from '../inputs/useCheckedDraft';

const ROLE_ARN = /^arn:aws[a-z-]*:iam::(\d{12}):role\/.+/;

/** Judges a Region's name; empty means the backend's default. */
export const findRegionProblem: FindProblem = (text) =>
  /^[a-z0-9-]*$/.test(text.trim()) ? undefined : 'Enter a region such as eu-west-1';

/** Judges an http address; empty means that none is used. */
export const findAddressProblem: FindProblem = (text) => {
  const address = text.trim();
  if (address.includes('@')) {
    // They would be shown wherever the address is.
    return 'Leave user and password out of the address';
  }
  const usable = address === '' || (/^https?:\/\//i.test(address) && isUrl(address));
  return usable ? undefined : 'Enter an address that begins with http:// or https://';
};

/** Judges the ARN of a role; empty means that none is assumed. */
export const findRoleProblem: FindProblem = (text) =>
  text.trim() === '' || ROLE_ARN.test(text.trim())
    ? undefined
    : 'Enter the ARN of a role, such as arn:aws:iam::111122223333:role/Posture';

/** Judges the name of a role, with its path where it has one, which an organization's accounts are reached by. */
export const findRoleNameProblem: FindProblem = (text) =>
  /^[\w+=,.@/-]+$/.test(text.trim()) ? undefined : 'Enter the name of a role, such as Posture';

/** Returns a judge that demands a text, and asks another about one that is there. */
export function required(demand: string, findProblem: FindProblem): FindProblem {
  return (text) => (text.trim() === '' ? demand : findProblem(text));
}

/** Returns the account of a role, or undefined where the text is no role's ARN. */
export function accountOfRole(text: string): string | undefined {
  return ROLE_ARN.exec(text.trim())?.[1];
}

function isUrl(address: string): boolean {
  try {
    return new URL(address).hostname !== '';
  } catch {
    return false;
  }
}
