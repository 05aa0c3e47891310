import { type Table } from '../../catalogue/catalogue';
import { NamedCombobox } from '../../inputs/NamedCombobox';
import { selectors } from '../../selectors';
import { type BuilderQuery } from '../model';
import { blankOrder, isOrder } from './drafts';
import { orderOptions } from './options';
import { RowList } from './RowList';
import { useDraftRows } from '../../inputs/useDraftRows';

const labels = selectors.builder;

const DIRECTIONS = [
  { value: 'descending', label: 'Descending' },
  { value: 'ascending', label: 'Ascending' },
];

interface Props {
  query: BuilderQuery;
  table: Table | undefined;
  onRun: (query: BuilderQuery) => void;
}

/** The order of the result's rows. */
export function OrderByRows({ query, table, onRun }: Props) {
  const [rows, change] = useDraftRows(query.orderBy, isOrder, (orderBy) => onRun({ ...query, orderBy }));
  return (
    <RowList
      label={labels.orderBy}
      addLabel={labels.add.order}
      removeLabel={labels.remove.order}
      rows={rows}
      blank={blankOrder}
      onChange={change}
    >
      {(order, row, set) => (
        <>
          <NamedCombobox
            name={labels.order.column(row)}
            width={25}
            placeholder="Column"
            options={orderOptions(query, table)}
            value={order.column}
            onChange={(column) => set({ ...order, column })}
          />
          <NamedCombobox
            name={labels.order.direction(row)}
            width={16}
            options={DIRECTIONS}
            value={order.descending ? 'descending' : 'ascending'}
            onChange={(direction) => set({ ...order, descending: direction === 'descending' })}
          />
        </>
      )}
    </RowList>
  );
}
