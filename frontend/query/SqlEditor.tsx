import { EditorRow } from '@grafana/plugin-ui';
import { CodeEditor, type Monaco, type MonacoEditor } from '@grafana/ui';
import { useEffect, useRef } from 'react';

import { selectors } from '../selectors';
import { MacroHelp } from './MacroHelp';
import { type SqlQuery } from './model';

interface Props {
  query: SqlQuery;
  onChange: (query: SqlQuery) => void;
  onRun: (query: SqlQuery) => void;
}

/** The statement: saved when the editor loses focus, run with Ctrl or Cmd and Enter. */
export function SqlEditor({ query, onChange, onRun }: Props) {
  const run = (sql: string) => onRun({ ...query, sql });
  // The editor keeps the action of its first render; the ref leads it to the latest query.
  const latestRun = useRef(run);
  useEffect(() => {
    latestRun.current = run;
  });

  const addRunAction = (editor: MonacoEditor, monaco: Monaco) => {
    // An action belongs to its editor; a command would answer for every editor on the page.
    editor.addAction({
      id: 'awsposture.run',
      label: selectors.query.run,
      keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter],
      run: () => latestRun.current(editor.getValue()),
    });
  };

  return (
    <>
      <div data-testid={selectors.testIds.sqlEditor}>
        <CodeEditor
          language="sql"
          height={160}
          showLineNumbers
          showMiniMap={false}
          value={query.sql}
          onBlur={(sql) => {
            if (sql !== query.sql) {
              onChange({ ...query, sql });
            }
          }}
          onEditorDidMount={addRunAction}
        />
      </div>
      <EditorRow>
        <MacroHelp />
      </EditorRow>
    </>
  );
}
