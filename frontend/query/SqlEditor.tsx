import { EditorRow } from '@grafana/plugin-ui';
import { CodeEditor, FieldValidationMessage, type Monaco, type MonacoEditor } from '@grafana/ui';
import { useEffect, useRef, useState } from 'react';

import { type Catalogue } from '../catalogue/catalogue';
import { selectors } from '../selectors';
import { MacroHelp } from './MacroHelp';
import { type SqlQuery } from './model';
import { markProblem } from './sql/marker';
import { type Mounted } from './sql/mounted';
import { offerCompletions } from './sql/offerCompletions';
import { type SqlChecker, useSqlProblem } from './sql/useSqlProblem';

// Enter at the end of a word that is written already begins a line, whatever else is offered for it.
const MONACO_OPTIONS = { acceptSuggestionOnEnter: 'smart' } as const;

interface SqlSource extends SqlChecker {
  getVariableReferences(): string[];
}

interface Props {
  query: SqlQuery;
  /** Undefined until it is loaded. */
  catalogue: Catalogue | undefined;
  source: SqlSource;
  onChange: (query: SqlQuery) => void;
  onRun: (query: SqlQuery) => void;
}

/** The statement: saved and checked when the editor loses focus, run with Ctrl or Cmd and Enter. */
export function SqlEditor({ query, catalogue, source, onChange, onRun }: Props) {
  const [mounted, setMounted] = useState<Mounted | null>(null);
  const { problem, check } = useSqlProblem(source, query.sql);
  const run = (sql: string) => {
    check(sql);
    onRun({ ...query, sql });
  };
  // The editor keeps the action of its first render; the ref leads it to the latest query.
  const latestRun = useRef(run);
  useEffect(() => {
    latestRun.current = run;
  });
  useEffect(() => {
    if (mounted !== null) {
      markProblem(mounted, problem);
    }
  }, [mounted, problem]);
  useEffect(() => {
    if (mounted !== null && catalogue !== undefined) {
      return offerCompletions(mounted, () => ({ catalogue, variables: source.getVariableReferences() }));
    }
    return undefined;
  }, [mounted, catalogue, source]);

  const mount = (editor: MonacoEditor, monaco: Monaco) => {
    // An action belongs to its editor; a command would answer for every editor on the page.
    editor.addAction({
      id: 'awsposture.run',
      label: selectors.query.run,
      keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter],
      run: () => latestRun.current(editor.getValue()),
    });
    setMounted({ editor, monaco });
  };

  return (
    <>
      <div data-testid={selectors.testIds.sqlEditor}>
        <CodeEditor
          language="sql"
          height={160}
          showLineNumbers
          showMiniMap={false}
          monacoOptions={MONACO_OPTIONS}
          value={query.sql}
          onBlur={(sql) => {
            check(sql);
            if (sql !== query.sql) {
              onChange({ ...query, sql });
            }
          }}
          onEditorDidMount={mount}
        />
        {problem !== null && <FieldValidationMessage>{problem.message}</FieldValidationMessage>}
      </div>
      <EditorRow>
        <MacroHelp />
      </EditorRow>
    </>
  );
}
