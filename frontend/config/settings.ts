/**
 * The data source's settings as Grafana saves them, and the changes the editor makes to them.
 *
 * Names are those all AWS data sources use, and below them ours. Secrets are only ever written to secureJsonData.
 */
import { type DataSourceJsonData, type DataSourceSettings } from '@grafana/data';

import { type SavedAccounts } from './accounts';

export interface SandboxSettings {
  enabled: boolean;
  seed: number;
  findings: number;
  throttle: 'aws' | 'off';
}

/** The cap on requests that cost money, for each UTC day. */
export interface SpendSettings {
  maxRequestsPerDay: number;
  /** How many of them only alert rules may send. */
  alertReserve: number;
}

export interface PostureSettings extends DataSourceJsonData {
  assumeRoleArn?: string;
  externalId?: string;
  endpoint?: string;
  proxyType?: string;
  proxyUrl?: string;
  proxyUsername?: string;

  useFips?: boolean;
  useDualStack?: boolean;
  /** Absent: the default Region; empty: all that are enabled. */
  regions?: string[];
  accounts?: SavedAccounts;
  aggregation?: string;
  sandbox?: Partial<SandboxSettings>;
  spend?: Partial<SpendSettings>;
}

export interface PostureSecrets {
  accessKey?: string;
  secretKey?: string;
  sessionToken?: string;
  proxyPassword?: string;
}

export type SecretName = keyof PostureSecrets;

export type Options = DataSourceSettings<PostureSettings, PostureSecrets>;

/** What every section of the page is given. */
export interface SectionProps {
  options: Options;
  onOptionsChange: (options: Options) => void;
}

export const MAX_FINDINGS = 200_000;

const SANDBOX_DEFAULTS: SandboxSettings = { enabled: false, seed: 1, findings: 5000, throttle: 'aws' };

const SPEND_DEFAULTS: SpendSettings = { maxRequestsPerDay: 100, alertReserve: 20 };

export function readSandbox(settings: PostureSettings): SandboxSettings {
  return { ...SANDBOX_DEFAULTS, ...settings.sandbox };
}

/** Returns the cap; the reserve is a part of it. */
export function readSpend({ spend }: PostureSettings): SpendSettings {
  const { maxRequestsPerDay, alertReserve } = { ...SPEND_DEFAULTS, ...spend };
  return { maxRequestsPerDay, alertReserve: Math.min(alertReserve, maxRequestsPerDay) };
}

export function withSettings(options: Options, change: Partial<PostureSettings>): Options {
  return { ...options, jsonData: { ...options.jsonData, ...change } };
}

export function withSandbox(options: Options, change: Partial<SandboxSettings>): Options {
  return withSettings(options, { sandbox: { ...readSandbox(options.jsonData), ...change } });
}

/** Changes the cap; a maximum below the reserve takes the reserve along. */
export function withSpend(options: Options, change: Partial<SpendSettings>): Options {
  const changed = { ...readSpend(options.jsonData), ...change };
  return withSettings(options, { spend: readSpend({ spend: changed }) });
}

export function withSecret(options: Options, name: SecretName, value: string): Options {
  return { ...options, secureJsonData: { ...options.secureJsonData, [name]: value } };
}

/** Forgets a saved secret; until a new one is saved, Grafana deletes it. */
export function withoutSecret(options: Options, name: SecretName): Options {
  return {
    ...withSecret(options, name, ''),
    secureJsonFields: { ...options.secureJsonFields, [name]: false },
  };
}
