import { type Table } from '../../catalogue/catalogue';
import { NamedCombobox } from '../../inputs/NamedCombobox';
import { selectors } from '../../selectors';
import { type BuilderQuery } from '../model';
import { blankGroup, findColumn, groupOn, isGroup } from './drafts';
import { columnOptions, columnPlaceholder, takesTypedColumns } from './options';
import { RowList } from './RowList';
import { withGroupBy } from './shape';
import { useDraftRows } from '../../inputs/useDraftRows';

const labels = selectors.builder;

const INTERVALS = [
  { value: 'auto', description: "The panel's interval" },
  { value: '1h' },
  { value: '1d' },
  { value: '1w' },
  { value: '1M' },
];

interface Props {
  query: BuilderQuery;
  table: Table | undefined;
  onRun: (query: BuilderQuery) => void;
}

/** What rows are gathered by; times in buckets of a width. */
export function GroupByRows({ query, table, onRun }: Props) {
  const [rows, change] = useDraftRows(query.groupBy, isGroup, (groupBy) => onRun(withGroupBy(query, groupBy)));
  return (
    <RowList
      label={labels.groupBy}
      addLabel={labels.add.group}
      removeLabel={labels.remove.group}
      rows={rows}
      blank={blankGroup}
      onChange={change}
    >
      {(group, row, set) => (
        <>
          <NamedCombobox
            name={labels.group.column(row)}
            width={25}
            placeholder={columnPlaceholder(table)}
            customValues={takesTypedColumns(table)}
            options={columnOptions(table?.columns ?? [])}
            value={group.column}
            onChange={(name) => {
              const column = findColumn(table, name);
              if (column !== undefined) {
                set(groupOn(column));
              }
            }}
          />
          {findColumn(table, group.column)?.type === 'time' && (
            <NamedCombobox
              name={labels.group.interval(row)}
              width={16}
              placeholder="No buckets"
              customValues
              options={INTERVALS}
              value={group.interval ?? ''}
              onChange={(interval) => set({ ...group, interval })}
            />
          )}
        </>
      )}
    </RowList>
  );
}
