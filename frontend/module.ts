import { DataSourcePlugin } from '@grafana/data';

import { ConfigEditor } from './config/ConfigEditor';
import { type PostureSecrets, type PostureSettings } from './config/settings';
import { PostureDataSource } from './datasource';
import { QueryEditor } from './query/QueryEditor';
import { type PostureQuery } from './query/model';

export const plugin = new DataSourcePlugin<PostureDataSource, PostureQuery, PostureSettings, PostureSecrets>(
  PostureDataSource
)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor);
