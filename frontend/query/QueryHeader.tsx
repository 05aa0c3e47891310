import { EditorHeader, EditorRow, FlexItem, RunQueryButton } from '@grafana/plugin-ui';
import { ConfirmModal, RadioButtonGroup } from '@grafana/ui';
import { useState } from 'react';

import { selectors } from '../selectors';
import { FormatSelect } from './FormatSelect';
import { losesWork, switchMode } from './mode';
import { type Mode, MODES, type PostureQuery } from './model';

const labels = selectors.query;

const MODE_OPTIONS = MODES.map((value) => ({ value, label: labels.modes[value] }));

const LOSSES: Record<Mode, string> = {
  builder: 'The builder is not translated into SQL: what is selected in it will be removed from this query.',
  sql: 'SQL is not translated for the builder: the statement will be removed from this query.',
};

interface Props {
  query: PostureQuery;
  onChange: (query: PostureQuery) => void;
  onRun: (query: PostureQuery) => void;
}

/** Mode, the run button, and the format where somebody looks at the rows. */
export function QueryHeader({ query, onChange, onRun }: Props) {
  const [wanted, setWanted] = useState<Mode | null>(null);
  const choose = (mode: Mode) => {
    if (mode !== query.mode && losesWork(query)) {
      setWanted(mode);
    } else {
      onChange(switchMode(query, mode));
    }
  };
  const confirm = () => {
    if (wanted !== null) {
      onChange(switchMode(query, wanted));
    }
    setWanted(null);
  };
  return (
    <EditorRow>
      <EditorHeader>
        <RadioButtonGroup
          aria-label={labels.mode}
          size="sm"
          options={MODE_OPTIONS}
          value={query.mode}
          onChange={choose}
        />
        {!query.queryType && <FormatSelect value={query.format} onCommit={(format) => onRun({ ...query, format })} />}
        <FlexItem grow={1} />
        <RunQueryButton ariaLabel={labels.run} onClick={() => onRun(query)} />
      </EditorHeader>
      <ConfirmModal
        isOpen={wanted !== null}
        title={labels.switchMode.title}
        body={LOSSES[query.mode]}
        confirmText={labels.switchMode.confirm}
        dismissText={labels.switchMode.dismiss}
        onConfirm={confirm}
        onDismiss={() => setWanted(null)}
      />
    </EditorRow>
  );
}
