import { Button } from '@grafana/ui';
import { useState } from 'react';

import { selectors } from '../selectors';
import { MACROS } from './sql/macros';

const HELP = [
  ...MACROS,
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
            {HELP.map(({ written, meaning }) => (
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
