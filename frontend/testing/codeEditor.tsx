import { useEffect, useRef } from 'react';

interface Props {
  value: string;
  onBlur: (text: string) => void;
  onEditorDidMount: (editor: object, monaco: object) => void;
}

interface Marker {
  message: string;
  startLineNumber: number;
  startColumn: number;
}

/** What the editor that was mounted last was given. */
export const codeEditor: { run: () => void; markers: Marker[] } = { run: () => {}, markers: [] };

/** Stands in for Monaco, which needs a real browser: a text area that mounts, loses focus, and has an action of its own. */
export function FakeCodeEditor({ value, onBlur, onEditorDidMount }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const mount = useRef(onEditorDidMount);
  useEffect(() => {
    const model = { getWordAtPosition: () => null };
    const editor = {
      addAction: ({ run }: { run: () => void }) => (codeEditor.run = run),
      getValue: () => area.current?.value ?? '',
      getModel: () => model,
    };
    const monaco = {
      KeyMod: { CtrlCmd: 2048 },
      KeyCode: { Enter: 3 },
      MarkerSeverity: { Error: 8 },
      editor: {
        setModelMarkers: (_model: object, _owner: string, markers: Marker[]) => (codeEditor.markers = markers),
      },
      languages: { registerCompletionItemProvider: () => ({ dispose: () => {} }) },
    };
    mount.current(editor, monaco);
  }, []);
  return (
    <textarea ref={area} aria-label="SQL" defaultValue={value} onBlur={(event) => onBlur(event.currentTarget.value)} />
  );
}
