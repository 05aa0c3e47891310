import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { Button, Stack, Tag } from '@grafana/ui';

import { type PostureQuery } from '../query/model';
import { selectors } from '../selectors';
import { describeFilter } from './adHocFilters';

const labels = selectors.query;

interface Props {
  query: PostureQuery;
  onRun: (query: PostureQuery) => void;
}

/** The dashboard's filters that came along to Explore, which would otherwise narrow the result unseen. */
export function AdHocFiltersRow({ query, onRun }: Props) {
  const filters = query.adHocFilters ?? [];
  if (filters.length === 0) {
    return null;
  }
  return (
    <EditorRow>
      <EditorField
        label={labels.adHocFilters}
        tooltip="Each holds in every table of the query that has its column. They came from the dashboard, or from a click on a value."
      >
        <Stack gap={1} wrap="wrap">
          {filters.map((filter, index) => (
            <Stack key={index} gap={0.5} alignItems="center">
              <Tag name={describeFilter(filter)} />
              <Button
                aria-label={labels.removeAdHocFilter(describeFilter(filter))}
                icon="times"
                size="sm"
                variant="secondary"
                onClick={() => onRun({ ...query, adHocFilters: filters.filter((other) => other !== filter) })}
              />
            </Stack>
          ))}
        </Stack>
      </EditorField>
    </EditorRow>
  );
}
