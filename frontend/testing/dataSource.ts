import { type DataSourceInstanceSettings, PluginType } from '@grafana/data';

import { type PostureSettings } from '../config/settings';
import { PostureDataSource } from '../datasource';
import { catalogueAnswer } from './catalogue';
import { fakeTemplateSrv, type FakeVariable } from './templateSrv';

const settings: DataSourceInstanceSettings<PostureSettings> = {
  id: 1,
  uid: 'posture',
  type: 'bulwark-awsposture-datasource',
  name: 'AWS Posture',
  access: 'proxy',
  readOnly: false,
  jsonData: {},
  meta: {
    id: 'bulwark-awsposture-datasource',
    name: 'AWS Posture',
    type: PluginType.datasource,
    module: '',
    baseUrl: '',
    info: {
      author: { name: 'Bulwark' },
      description: '',
      links: [],
      logos: { small: '', large: '' },
      screenshots: [],
      updated: '',
      version: '',
    },
  },
};

/** Returns a data source whose backend answers the route `tables` with what `answer` returns. */
export function fakeDataSource(
  variables: FakeVariable[] = [],
  answer: () => Promise<unknown> = () => Promise.resolve(catalogueAnswer)
) {
  const datasource = new PostureDataSource(settings, fakeTemplateSrv(variables));
  const getResource = jest.spyOn(datasource, 'getResource').mockImplementation(answer);
  return { datasource, getResource };
}

/** Returns an answer that fails the first time it is asked for, as a backend does that is just starting. */
export function failsOnce(message: string): () => Promise<unknown> {
  let isFirst = true;
  return () => {
    const answer = isFirst ? Promise.reject(new Error(message)) : Promise.resolve(catalogueAnswer);
    isFirst = false;
    return answer;
  };
}
