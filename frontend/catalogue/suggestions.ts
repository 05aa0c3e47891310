/**
 * Values to suggest while somebody fills in a filter.
 *
 * Asking costs AWS requests, so answers are kept as long as the page: a column is asked once where its values are few
 * enough to be told whole, and otherwise once for each beginning that is typed. What fails suggests nothing, and is
 * asked again when the list is next opened but not while somebody types.
 */
import { type ColumnValues } from './values';

type Ask<Question extends string[]> = (...question: Question) => Promise<ColumnValues>;

/** The fewest letters that are worth asking for. */
const LEAST_SEARCH = 2;

export class Suggestions {
  private readonly columns = new Map<string, ColumnSuggestions>();

  /** `ask` is given what the values begin with, which may be empty. */
  constructor(private readonly ask: Ask<[table: string, column: string, search: string]>) {}

  /** Returns the values that match what is typed; nothing is typed when a list is opened. */
  matching(table: string, column: string, typed: string): Promise<string[]> {
    const key = JSON.stringify([table, column]);
    const known = this.columns.get(key);
    const isVoid = known === undefined || (known.hasFailed && typed === '');
    const suggestions = isVoid ? new ColumnSuggestions((search) => this.ask(table, column, search)) : known;
    this.columns.set(key, suggestions);
    return suggestions.matching(typed.trim());
  }
}

class ColumnSuggestions {
  hasFailed = false;
  private readonly bySearch = new Map<string, Promise<ColumnValues>>();

  constructor(private readonly ask: Ask<[search: string]>) {}

  async matching(typed: string): Promise<string[]> {
    try {
      return await this.find(typed);
    } catch {
      this.hasFailed = true;
      return [];
    }
  }

  private async find(typed: string): Promise<string[]> {
    const all = await this.answer('');
    if (all.complete || typed.length < LEAST_SEARCH) {
      return containing(all.values, typed);
    }
    // What was told whole for a shorter beginning holds all that a longer one can find.
    for (let length = LEAST_SEARCH; length < typed.length; length += 1) {
      const shorter = await this.bySearch.get(typed.slice(0, length));
      if (shorter?.complete) {
        return containing(shorter.values, typed);
      }
    }
    return (await this.answer(typed)).values;
  }

  private answer(search: string): Promise<ColumnValues> {
    const answer = this.bySearch.get(search) ?? this.ask(search);
    this.bySearch.set(search, answer);
    return answer;
  }
}

function containing(values: string[], typed: string): string[] {
  return values.filter((value) => value.toLowerCase().includes(typed.toLowerCase()));
}
