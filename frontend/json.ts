/**
 * Reads members of JSON that nobody has checked yet: saved queries and the backend's answers.
 *
 * Every reader either returns a value of the type it names or throws a JsonError that says which member is wrong.
 */

/** What is wrong with a piece of JSON, in words for the user. */
export class JsonError extends Error {}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function readObject(value: unknown, what: string): object {
  if (!isObject(value)) {
    throw new JsonError(`${what} must be an object`);
  }
  return value;
}

/** Returns an own member, or undefined: inherited ones such as `constructor` do not count. */
export function member(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? Reflect.get(object, name) : undefined;
}

/** Returns a text; a missing one is an error unless there is a fallback. */
export function readText(object: object, name: string, fallback?: string): string {
  const value = member(object, name) ?? fallback;
  if (typeof value !== 'string') {
    throw new JsonError(`"${name}" must be text`);
  }
  return value;
}

export function readOptionalText(object: object, name: string): string | null {
  return member(object, name) == null ? null : readText(object, name);
}

export function readFlag(object: object, name: string, fallback: boolean): boolean {
  const value = member(object, name) ?? fallback;
  if (typeof value !== 'boolean') {
    throw new JsonError(`"${name}" must be true or false`);
  }
  return value;
}

export function readOptionalNumber(object: object, name: string): number | null {
  const value = member(object, name) ?? null;
  if (value !== null && typeof value !== 'number') {
    throw new JsonError(`"${name}" must be a number`);
  }
  return value;
}

export function readOptionalCount(object: object, name: string): number | null {
  const value = member(object, name) ?? null;
  if (value !== null && (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)) {
    throw new JsonError(`"${name}" must be a whole number`);
  }
  return value;
}

/** Returns a list, each item read by `read`; a missing list is empty. */
export function readList<Item>(object: object, name: string, read: (item: unknown) => Item): Item[] {
  const value = member(object, name) ?? [];
  if (!Array.isArray(value)) {
    throw new JsonError(`"${name}" must be a list`);
  }
  return value.map(read);
}

/** Returns a reader of list items that must be text. */
export function textIn(name: string): (item: unknown) => string {
  return (item) => {
    if (typeof item !== 'string') {
      throw new JsonError(`"${name}" must be a list of texts`);
    }
    return item;
  };
}

/** Returns the value if it is one of the allowed words. */
export function readWord<Word extends string>(value: unknown, name: string, allowed: readonly Word[]): Word {
  const word = allowed.find((candidate) => candidate === value);
  if (word === undefined) {
    throw new JsonError(`"${name}" is ${JSON.stringify(value)}, which is none of: ${allowed.join(', ')}`);
  }
  return word;
}
