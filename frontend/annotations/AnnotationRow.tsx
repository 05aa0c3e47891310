import { EditorRow } from '@grafana/plugin-ui';

import { type Table } from '../catalogue/catalogue';
import { takesTypedColumns } from '../query/builder/options';
import { ColumnField } from '../query/ColumnField';
import { ColumnsField } from '../query/ColumnsField';
import { type AnnotationQuery, type PostureQuery } from '../query/model';
import { selectors } from '../selectors';
import { annotationOptions, timeOptions } from './annotationColumns';

const labels = selectors.annotation;

interface Props {
  query: AnnotationQuery;
  /** The builder's table, if the catalogue has it. */
  table: Table | undefined;
  onRun: (query: PostureQuery) => void;
}

/** Which columns become time, title, text and tags; the builder has the time among its own fields. */
export function AnnotationRow({ query, table, onRun }: Props) {
  const options = annotationOptions(query, table);
  const shared = { options, customValues: takesTypedColumns(table) };
  return (
    <EditorRow>
      {query.mode === 'sql' && (
        <ColumnField
          label={labels.timeColumn}
          tooltip="When it was, or began."
          placeholder="First time"
          value={query.timeColumn}
          options={undefined}
          onCommit={(timeColumn) => onRun({ ...query, timeColumn })}
        />
      )}
      <ColumnField
        label={labels.timeEndColumn}
        tooltip="When it ended, which makes the annotation a region."
        placeholder="None"
        value={query.timeEndColumn}
        options={timeOptions(options, table)}
        onCommit={(timeEndColumn) => onRun({ ...query, timeEndColumn })}
      />
      <ColumnField
        label={labels.titleColumn}
        tooltip="The first line."
        placeholder="None"
        value={query.titleColumn}
        onCommit={(titleColumn) => onRun({ ...query, titleColumn })}
        {...shared}
      />
      <ColumnField
        label={labels.textColumn}
        tooltip="What stands below the title. Without a title, it is the column title or the first text."
        placeholder="None"
        value={query.textColumn}
        onCommit={(textColumn) => onRun({ ...query, textColumn })}
        {...shared}
      />
      <ColumnsField
        label={labels.tagColumns}
        tooltip="Columns whose values are the annotation's tags."
        placeholder="None"
        value={query.tagColumns}
        onCommit={(tagColumns) => onRun({ ...query, tagColumns })}
        {...shared}
      />
    </EditorRow>
  );
}
