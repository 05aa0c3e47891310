/** The settings page as Grafana shows it, and what people do there. */
import { config } from '@grafana/runtime';
import { render, screen } from '@testing-library/react';
import { useState } from 'react';

import { ConfigEditor } from '../config/ConfigEditor';
import { type Options, type PostureSettings } from '../config/settings';
import { user } from './page';

/** Shows the editor with each change fed back; returns the changes and a reader of the latest options. */
export function showConfig(jsonData: PostureSettings, secureJsonFields: Record<string, boolean> = {}) {
  const initial: Options = {
    id: 1,
    uid: 'posture',
    orgId: 1,
    name: 'AWS Posture',
    type: 'bulwark-awsposture-datasource',
    typeLogoUrl: '',
    typeName: 'AWS Posture',
    access: 'proxy',
    url: '',
    user: '',
    database: '',
    basicAuth: false,
    basicAuthUser: '',
    isDefault: false,
    jsonData,
    secureJsonFields,
    readOnly: false,
    withCredentials: false,
  };
  const changes: Options[] = [];
  function Page() {
    const [options, setOptions] = useState(initial);
    const change = (next: Options) => {
      changes.push(next);
      setOptions(next);
    };
    return <ConfigEditor options={options} onOptionsChange={change} />;
  }
  render(<Page />);
  return { changes, latest: () => changes.at(-1) ?? initial };
}

interface Allowed {
  authTypes?: string[];
  roles?: boolean;
  proxy?: boolean;
}

/** Sets what the server's grafana.ini allows, until mocks are restored. */
export function serverAllows({ authTypes = [], roles = true, proxy = false }: Allowed) {
  jest.replaceProperty(config, 'awsAllowedAuthProviders', authTypes);
  jest.replaceProperty(config, 'awsAssumeRoleEnabled', roles);
  jest.replaceProperty(config, 'awsPerDatasourceHTTPProxyEnabled', proxy);
}

/** Finds an input by its label, which the description follows. */
export function field(label: string) {
  return screen.getByLabelText(new RegExp(`^${label}`));
}

export function queryField(label: string) {
  return screen.queryByLabelText(new RegExp(`^${label}`));
}

/** Writes a text in the place of what an input has, and leaves it. */
export async function enter(label: string, text: string) {
  await user.clear(field(label));
  await user.type(field(label), `${text}{Tab}`);
}

/** Opens a drop-down list and returns the beginnings of what it offers. */
export async function offered(label: string) {
  await user.click(field(label));
  const options = await screen.findAllByRole('option');
  await user.keyboard('{Escape}');
  return options.map((option) => option.textContent);
}

/** Chooses the option of a drop-down list that begins with a text. */
export async function choose(label: string, option: string) {
  await user.click(field(label));
  await user.click(await screen.findByRole('option', { name: new RegExp(`^${option}`) }));
}
