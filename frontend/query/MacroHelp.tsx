import { Button } from '@grafana/ui';
import { useState } from 'react';

import { selectors } from '../selectors';

const MACROS = [
  { written: '$__timeFilter(column)', meaning: 'the column lies within the time range' },
  { written: '$__timeFrom(), $__timeTo()', meaning: 'begin and end of the time range' },
  { written: '$__timeGroup(column, 1h)', meaning: 'the column in buckets of a width: 5m, 1h, 1d, 1w, 1M or auto' },
  { written: '$__interval, $__interval_ms', meaning: "the panel's interval, as 5m and in milliseconds" },
  { written: "column = '$variable'", meaning: 'a variable with one value: write the quotes yourself' },
  { written: 'column IN ($variable)', meaning: 'a variable with several values: the quotes are added' },
];

/** What the backend and Grafana replace in SQL, behind a button. */
export function MacroHelp() {
  const [isOpen, setOpen] = useState(false);
  return (
    <div>
      <Button
        fill="text"
        size="sm"
        variant="secondary"
        icon={isOpen ? 'angle-down' : 'angle-right'}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {selectors.query.macros}
      </Button>
      {isOpen && (
        <table>
          <tbody>
            {MACROS.map(({ written, meaning }) => (
              <tr key={written}>
                <td>
                  <code>{written}</code>
                </td>
                <td>{meaning}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
