import { NamedCombobox } from '../../inputs/NamedCombobox';
import { type Table } from '../../catalogue/catalogue';
import { selectors } from '../../selectors';
import { type BuilderQuery, OPERATORS } from '../model';
import { blankFilter, filterOn, filterWith, findColumn, isFilter } from './drafts';
import { FilterValues } from './FilterValues';
import { columnOptions, columnPlaceholder, namesAsOptions, takesTypedColumns } from './options';
import { RowList } from './RowList';
import { useDraftRows } from '../../inputs/useDraftRows';
import { type ValueSource } from './useValueOptions';

const labels = selectors.builder;

interface Props {
  query: BuilderQuery;
  table: Table | undefined;
  values: ValueSource;
  onRun: (query: BuilderQuery) => void;
}

/** Conditions, all of which hold. */
export function FilterRows({ query, table, values, onRun }: Props) {
  const [rows, change] = useDraftRows(query.filters, isFilter, (filters) => onRun({ ...query, filters }));
  return (
    <RowList
      label={labels.filters}
      addLabel={labels.add.filter}
      removeLabel={labels.remove.filter}
      rows={rows}
      blank={blankFilter}
      onChange={change}
    >
      {(draft, row, set) => {
        const column = findColumn(table, draft.column);
        return (
          <>
            <NamedCombobox
              name={labels.filter.column(row)}
              width={25}
              placeholder={columnPlaceholder(table)}
              customValues={takesTypedColumns(table)}
              options={columnOptions(table?.columns ?? [])}
              value={draft.column}
              onChange={(name) => {
                const chosen = findColumn(table, name);
                if (chosen !== undefined) {
                  set(filterOn(draft, chosen));
                }
              }}
            />
            <NamedCombobox
              name={labels.filter.operator(row)}
              width={16}
              placeholder="Operator"
              options={namesAsOptions(column?.operators ?? [])}
              value={draft.operator}
              onChange={(chosen) => {
                const operator = OPERATORS.find((candidate) => candidate === chosen);
                if (operator !== undefined) {
                  set(filterWith(draft, operator));
                }
              }}
            />
            <FilterValues
              // What was suggested for one column is nothing to another.
              key={draft.column}
              name={labels.filter.values(row)}
              draft={draft}
              table={query.table}
              column={column}
              source={values}
              onChange={(chosen) => set({ ...draft, values: chosen })}
            />
          </>
        );
      }}
    </RowList>
  );
}
