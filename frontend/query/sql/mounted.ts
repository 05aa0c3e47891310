import { type Monaco, type MonacoEditor } from '@grafana/ui';

/** A code editor on the page, with the library it is made by. */
export interface Mounted {
  editor: MonacoEditor;
  monaco: Monaco;
}
