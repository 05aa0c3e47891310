import { type AggregateFunction, type Table } from '../../catalogue/catalogue';
import { NamedCombobox } from '../../inputs/NamedCombobox';
import { NamedInput } from '../../inputs/NamedInput';
import { selectors } from '../../selectors';
import { type BuilderQuery } from '../model';
import { aggregateNamed, aggregateOf, aggregateWith, argumentsOf, isAggregate, newAggregate } from './drafts';
import { namesAsOptions } from './options';
import { RowList } from './RowList';
import { withAggregates } from './shape';
import { useDraftRows } from '../../inputs/useDraftRows';

const labels = selectors.builder;

interface Props {
  query: BuilderQuery;
  table: Table | undefined;
  functions: AggregateFunction[];
  onRun: (query: BuilderQuery) => void;
}

/** What is computed for each group, and its name in the result. */
export function AggregateRows({ query, table, functions, onRun }: Props) {
  const [rows, change] = useDraftRows(query.aggregates, isAggregate, (aggregates) =>
    onRun(withAggregates(query, aggregates))
  );
  const findFunction = (name: string) => functions.find((candidate) => candidate.function === name);
  return (
    <RowList
      label={labels.aggregates}
      addLabel={labels.add.aggregate}
      removeLabel={labels.remove.aggregate}
      rows={rows}
      blank={newAggregate(functions)}
      onChange={change}
    >
      {(aggregate, row, set) => (
        <>
          <NamedCombobox
            name={labels.aggregate.function(row)}
            width={20}
            placeholder="Function"
            options={namesAsOptions(functions.map((candidate) => candidate.function))}
            value={aggregate.function}
            onChange={(name) => {
              const chosen = findFunction(name);
              if (chosen !== undefined) {
                set(aggregateWith(aggregate, chosen, table));
              }
            }}
          />
          <NamedCombobox
            name={labels.aggregate.column(row)}
            width={25}
            placeholder="Column"
            options={namesAsOptions(argumentsOf(findFunction(aggregate.function), table))}
            value={aggregate.column}
            onChange={(column) => set(aggregateOf(aggregate, column))}
          />
          <NamedInput
            name={labels.aggregate.alias(row)}
            width={20}
            placeholder="Name"
            value={aggregate.alias ?? ''}
            onCommit={(alias) => set(aggregateNamed(aggregate, alias))}
          />
        </>
      )}
    </RowList>
  );
}
