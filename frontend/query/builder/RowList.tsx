import { EditorField, EditorRow } from '@grafana/plugin-ui';

import { Rows, type RowsProps } from '../../inputs/Rows';

interface Props<Row> extends RowsProps<Row> {
  label: string;
  tooltip?: string;
}

/** A labelled list of rows that can be added to and removed from. */
export function RowList<Row>({ label, tooltip, ...rows }: Props<Row>) {
  return (
    <EditorRow>
      <EditorField label={label} tooltip={tooltip}>
        <Rows {...rows} />
      </EditorField>
    </EditorRow>
  );
}
