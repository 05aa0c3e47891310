import { EditorRow } from '@grafana/plugin-ui';
import { Text } from '@grafana/ui';

import { type Table } from '../catalogue/catalogue';
import { priceLines } from './price';

interface Props {
  /** The tables a query asks. */
  tables: Table[];
}

/** What each request costs, where one of the tables has a price. */
export function PriceLines({ tables }: Props) {
  const lines = priceLines(tables);
  if (lines.length === 0) {
    return null;
  }
  return (
    <EditorRow>
      <div>
        {lines.map((line) => (
          <Text key={line} element="p" variant="bodySmall" color="secondary">
            {line}
          </Text>
        ))}
      </div>
    </EditorRow>
  );
}
