/** Whether requests to AWS take the way through a proxy, and whether the server lets a data source say so. */
import { config } from '@grafana/runtime';

import { type Options, type PostureSettings } from './settings';

export const PROXY_TYPES = ['env', 'none', 'url'] as const;
export type ProxyType = (typeof PROXY_TYPES)[number];

/** Returns the kind of proxy as saved; that of the environment where nothing is. */
export function readProxyType({ proxyType }: PostureSettings): string {
  return proxyType || ('env' satisfies ProxyType);
}

/** Whether a proxy can be chosen, or was: what is saved is always shown. */
export function showsProxy({ jsonData, secureJsonFields }: Options): boolean {
  const { proxyType, proxyUrl, proxyUsername } = jsonData;
  const isSaved = [proxyType, proxyUrl, proxyUsername, secureJsonFields.proxyPassword].some(Boolean);
  return isSaved || config.awsPerDatasourceHTTPProxyEnabled;
}

/** Says what is wrong with a kind of proxy, if anything. */
export function findProxyTypeProblem(proxyType: string): string | undefined {
  return proxyType === 'env' || config.awsPerDatasourceHTTPProxyEnabled
    ? undefined
    : 'The server does not allow this (per_datasource_http_proxy_enabled in the [aws] section of grafana.ini); choose the environment';
}
