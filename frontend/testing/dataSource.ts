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

type Answer = (route: string, params?: Record<string, unknown>) => Promise<unknown>;

/** Answers a route as a backend does where nothing goes wrong. */
export const answerRoute: Answer = async (route) => {
  switch (route) {
    case 'tables':
      return catalogueAnswer;
    case 'values':
    case 'filter-values':
      return { values: ['arn:one', 'arn:two'], complete: true };
    case 'filter-keys':
      return { keys: [{ key: 'severity', type: 'text', description: 'Severity label.' }] };
    default:
      throw new Error(`there is no resource "${route}"`);
  }
};

/** Returns a data source whose backend answers with `answer`, and finds every statement valid. */
export function fakeDataSource(variables: FakeVariable[] = [], answer: Answer = answerRoute) {
  const datasource = new PostureDataSource(settings, fakeTemplateSrv(variables));
  const getResource = jest.spyOn(datasource, 'getResource').mockImplementation(answer);
  const postResource = jest.spyOn(datasource, 'postResource').mockResolvedValue({ valid: true });
  return { datasource, getResource, postResource };
}

/** Returns an answer that fails the first time it is asked for, as a backend does that is just starting. */
export function failsOnce(message: string): Answer {
  let isFirst = true;
  return (route) => {
    const answer = isFirst ? Promise.reject(new Error(message)) : answerRoute(route);
    isFirst = false;
    return answer;
  };
}
