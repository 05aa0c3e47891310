import { type Monaco, type MonacoEditor, type monacoTypes } from '@grafana/ui';

import { readCatalogue } from '../../catalogue/catalogue';
import { catalogueAnswer } from '../../testing/catalogue';
import { markProblem } from './marker';
import { type Mounted } from './mounted';
import { offerCompletions } from './offerCompletions';

type Model = monacoTypes.editor.ITextModel;
type Provider = monacoTypes.languages.CompletionItemProvider;

/** A model of one line, with a word wherever there are letters. */
function modelOf(text: string): Model {
  const model: Partial<Model> = {
    getValue: () => text,
    getOffsetAt: ({ column }) => column - 1,
    getWordAtPosition: ({ column }) => {
      const [word] = /^\w+/.exec(text.slice(column - 1)) ?? [];
      return word === undefined ? null : { word, startColumn: column, endColumn: column + word.length };
    },
  };
  return Object.assign(Object.create(null), model);
}

/** A mounted editor, with what Monaco was told. */
function mountedOn(model: Model | null) {
  const setModelMarkers = jest.fn();
  const dispose = jest.fn();
  const registerCompletionItemProvider = jest.fn((_language: string, _provider: Provider) => ({ dispose }));
  const CompletionItemKind = { Struct: 1, Field: 2, Function: 3, Snippet: 4, Variable: 5 };
  const editor: MonacoEditor = Object.assign(Object.create(null), { getModel: () => model });
  const monaco: Monaco = Object.assign(Object.create(null), {
    MarkerSeverity: { Error: 8 },
    editor: { setModelMarkers },
    languages: { registerCompletionItemProvider, CompletionItemKind },
  });
  const mounted: Mounted = { editor, monaco };
  return { mounted, setModelMarkers, registerCompletionItemProvider, dispose };
}

describe('markers', () => {
  const model = modelOf('SELECT sevrity');

  it('a problem is underlined from its place to the end of the word', () => {
    const { mounted, setModelMarkers } = mountedOn(model);
    markProblem(mounted, { message: 'there is no column', place: { line: 1, column: 8 } });
    expect(setModelMarkers).toHaveBeenCalledWith(model, 'awsposture', [
      {
        severity: 8,
        message: 'there is no column',
        startLineNumber: 1,
        startColumn: 8,
        endLineNumber: 1,
        endColumn: 15,
      },
    ]);
  });

  it('a place without a word is one letter wide', () => {
    const { mounted, setModelMarkers } = mountedOn(model);
    markProblem(mounted, { message: 'the statement ends', place: { line: 1, column: 15 } });
    expect(setModelMarkers.mock.lastCall?.[2]).toMatchObject([{ startColumn: 15, endColumn: 16 }]);
  });

  it.each([null, { message: 'wrong', place: null }])(
    '%j underlines nothing, and clears what was underlined',
    (problem) => {
      const { mounted, setModelMarkers } = mountedOn(model);
      markProblem(mounted, problem);
      expect(setModelMarkers).toHaveBeenCalledWith(model, 'awsposture', []);
    }
  );

  it('an editor that is gone is left alone', () => {
    const { mounted, setModelMarkers } = mountedOn(null);
    markProblem(mounted, null);
    expect(setModelMarkers).not.toHaveBeenCalled();
  });
});

describe('completions', () => {
  const vocabulary = () => ({ catalogue: readCatalogue(catalogueAnswer), variables: [] });

  function ask(provider: Provider | undefined, model: Model, column: number) {
    const position: monacoTypes.Position = Object.assign(Object.create(null), { lineNumber: 1, column });
    const token = Object.assign(Object.create(null), {});
    const answer = provider?.provideCompletionItems(model, position, { triggerKind: 0 }, token);
    return answer && 'suggestions' in answer ? answer.suggestions : undefined;
  }

  it('one replaces the word that is being written', () => {
    const model = modelOf('SELECT 1 FROM insp');
    const { mounted, registerCompletionItemProvider } = mountedOn(model);
    offerCompletions(mounted, vocabulary);
    const [language, provider] = registerCompletionItemProvider.mock.lastCall ?? [];
    expect(language).toBe('sql');
    expect(ask(provider, model, 19)?.[1]).toStrictEqual({
      kind: 1,
      label: 'inspector_findings',
      insertText: 'inspector_findings',
      detail: 'Findings of Inspector',
      range: { startLineNumber: 1, endLineNumber: 1, startColumn: 15, endColumn: 19 },
    });
  });

  it.each(['$', '$__ti'])('the dollar of a macro is written once: %s', (word) => {
    const model = modelOf(`SELECT ${word}`);
    const { mounted, registerCompletionItemProvider } = mountedOn(model);
    offerCompletions(mounted, vocabulary);
    const [, provider] = registerCompletionItemProvider.mock.lastCall ?? [];
    const suggestions = ask(provider, model, 8 + word.length) ?? [];
    const macro = suggestions.find(({ insertText }) => insertText === '$__timeFilter(');
    expect(macro?.range).toMatchObject({ startColumn: 8, endColumn: 8 + word.length });
  });

  it('other editors of the page are left alone', () => {
    const { mounted, registerCompletionItemProvider } = mountedOn(modelOf('SELECT 1 FROM '));
    offerCompletions(mounted, vocabulary);
    const provider = registerCompletionItemProvider.mock.lastCall?.[1];
    expect(ask(provider, modelOf('SELECT 1 FROM '), 15)).toStrictEqual([]);
  });

  it('an editor that is gone offers nothing more', () => {
    const { mounted, dispose } = mountedOn(modelOf(''));
    offerCompletions(mounted, vocabulary)();
    expect(dispose).toHaveBeenCalledTimes(1);
  });
});
