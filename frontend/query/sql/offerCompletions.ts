import { type Monaco, type monacoTypes } from '@grafana/ui';

import { completionsAt, type Kind, type Vocabulary } from './completions';
import { type Mounted } from './mounted';

type ItemKind = monacoTypes.languages.CompletionItemKind;

/**
 * Offers completions in one editor until the function it returns is called.
 *
 * Monaco asks every provider of a language about every editor of it, hence the comparison of models. Grafana's own
 * suggestions for code editors only complete after a space, which leaves out what stands in parentheses.
 */
export function offerCompletions({ editor, monaco }: Mounted, vocabulary: () => Vocabulary): () => void {
  const provider = monaco.languages.registerCompletionItemProvider('sql', {
    triggerCharacters: ['$', '.'],
    provideCompletionItems: (model, position) => {
      if (model !== editor.getModel()) {
        return { suggestions: [] };
      }
      const statement = model.getValue();
      const offset = model.getOffsetAt(position);
      const word = wordBefore(statement.slice(0, offset));
      const range = {
        startLineNumber: position.lineNumber,
        endLineNumber: position.lineNumber,
        startColumn: position.column - word.length,
        endColumn: position.column,
      };
      const kinds = kindsOf(monaco);
      const completions = completionsAt(statement, statement.slice(0, offset - word.length), vocabulary());
      return {
        suggestions: completions.map(({ kind, label, text, detail }) => ({
          kind: kinds[kind],
          label,
          insertText: text,
          detail,
          range,
        })),
      };
    },
  });
  return () => provider.dispose();
}

/** Returns what is being written; for Monaco the dollar of a macro is no part of a word. */
function wordBefore(text: string): string {
  return /\$?\w*$/.exec(text)?.[0] ?? '';
}

function kindsOf({ languages }: Monaco): Record<Kind, ItemKind> {
  return {
    table: languages.CompletionItemKind.Struct,
    column: languages.CompletionItemKind.Field,
    function: languages.CompletionItemKind.Function,
    macro: languages.CompletionItemKind.Snippet,
    variable: languages.CompletionItemKind.Variable,
  };
}
