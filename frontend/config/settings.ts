/**
 * The data source's settings as Grafana saves them, and the changes the editor makes to them.
 *
 * Names are those all AWS data sources use; `sandbox` and `spend` are ours. Secrets are only ever written to secureJsonData.
 */
import { type DataSourceJsonData, type DataSourceSettings } from '@grafana/data';

export const AUTH_TYPES = ['keys', 'default'] as const;
export type AuthType = (typeof AUTH_TYPES)[number];

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
  endpoint?: string;
  sandbox?: Partial<SandboxSettings>;
  spend?: Partial<SpendSettings>;
}

export interface PostureSecrets {
  accessKey?: string;
  secretKey?: string;
  sessionToken?: string;
}

export type SecretName = keyof PostureSecrets;

export type Options = DataSourceSettings<PostureSettings, PostureSecrets>;

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

/** Returns the way of signing in as saved; like the backend, an access key where nothing is. */
export function readAuthType(settings: PostureSettings): string {
  return settings.authType?.trim() || ('keys' satisfies AuthType);
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

/** Says what is wrong with a region's name, if anything; empty means the backend's default. */
export function findRegionProblem(text: string): string | undefined {
  return /^[a-z0-9-]*$/.test(text.trim()) ? undefined : 'Enter a region such as eu-west-1';
}

/** Says what is wrong with an endpoint's address, if anything; empty means AWS itself. */
export function findEndpointProblem(text: string): string | undefined {
  const address = text.trim();
  const usable = address === '' || (/^https?:\/\//i.test(address) && isUrl(address));
  return usable ? undefined : 'Enter an address that begins with http:// or https://';
}

function isUrl(address: string): boolean {
  try {
    return new URL(address).hostname !== '';
  } catch {
    return false;
  }
}
