import { AccessoryButton } from '@grafana/plugin-ui';
import { Button, Stack } from '@grafana/ui';
import { type ReactNode } from 'react';

export interface RowsProps<Row> {
  addLabel: string;
  removeLabel: (row: number) => string;
  rows: Row[];
  /** What a new row begins as. */
  blank: Row;
  onChange: (rows: Row[]) => void;
  /** Draws one row; rows are numbered from 1. */
  children: (row: Row, number: number, change: (row: Row) => void) => ReactNode;
}

/** Rows that can be added to and removed from. */
export function Rows<Row>({ addLabel, removeLabel, rows, blank, onChange, children }: RowsProps<Row>) {
  return (
    <Stack direction="column" gap={0.5} alignItems="flex-start">
      {rows.map((row, index) => (
        <Stack key={index} gap={0.5} alignItems="flex-start">
          <Stack gap={0.5} wrap="wrap" alignItems="flex-start">
            {children(row, index + 1, (next) =>
              onChange(rows.map((other, position) => (position === index ? next : other)))
            )}
          </Stack>
          <AccessoryButton
            aria-label={removeLabel(index + 1)}
            icon="times"
            variant="secondary"
            onClick={() => onChange(rows.filter((_, position) => position !== index))}
          />
        </Stack>
      ))}
      <Button aria-label={addLabel} icon="plus" variant="secondary" onClick={() => onChange([...rows, blank])} />
    </Stack>
  );
}
