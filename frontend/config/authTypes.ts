/**
 * The ways of signing in: what each of them needs, and which the server allows.
 *
 * Names are those of every AWS data source, two of them older names for the same; what is saved is only read here.
 */
import { config } from '@grafana/runtime';

import { type PostureSettings, type SecretName } from './settings';

const AUTH_TYPES = ['default', 'keys', 'credentials', 'ec2_iam_role', 'grafana_assume_role'] as const;
export type AuthType = (typeof AUTH_TYPES)[number];

const OLDER_NAMES = new Map<string, AuthType>([
  ['arn', 'default'],
  ['sharedCreds', 'credentials'],
]);

/** What Grafana's backend allows where grafana.ini names nothing. */
const ALLOWED_UNLESS_SAID: AuthType[] = ['default', 'keys', 'credentials'];

export interface SignIn {
  label: string;
  description: string;
  /** The secrets that are entered here. */
  secrets: readonly SecretName[];
  hasProfile: boolean;
  /** Whether nothing can be read without a role; elsewhere one can be assumed on top. */
  needsRole: boolean;
  /** Whether the external ID is chosen here; Grafana Cloud sends one of its own. */
  hasExternalId: boolean;
}

export const SIGN_INS: Record<AuthType, SignIn> = {
  default: {
    label: 'AWS SDK default',
    description: 'Environment, profile, container or instance role of the server',
    secrets: [],
    hasProfile: false,
    needsRole: false,
    hasExternalId: true,
  },
  keys: {
    label: 'Access key',
    description: 'An access key saved with this data source',
    secrets: ['accessKey', 'secretKey', 'sessionToken'],
    hasProfile: false,
    needsRole: false,
    hasExternalId: true,
  },
  credentials: {
    label: 'Credentials file',
    description: "A profile of the server's AWS files: keys, single sign-on, or a role",
    secrets: [],
    hasProfile: true,
    needsRole: false,
    hasExternalId: true,
  },
  ec2_iam_role: {
    label: 'Role of the machine',
    description: 'The role of the EC2 instance or container that Grafana runs on',
    secrets: [],
    hasProfile: false,
    needsRole: false,
    hasExternalId: true,
  },
  grafana_assume_role: {
    label: 'Grafana assume role',
    description: "Grafana Cloud's own AWS account assumes your role",
    secrets: [],
    hasProfile: false,
    needsRole: true,
    hasExternalId: false,
  },
};

/** Returns the way of signing in that a name means, today's or an older one; undefined where it means none. */
function findAuthType(name: string): AuthType | undefined {
  return OLDER_NAMES.get(name) ?? AUTH_TYPES.find((candidate) => candidate === name);
}

/** Returns what is saved by today's name, or as it is where it means nothing here; like the backend, keys where nothing is. */
export function readAuthType({ authType }: PostureSettings): string {
  const saved = authType?.trim() || ('keys' satisfies AuthType);
  return findAuthType(saved) ?? saved;
}

/** Returns what a way of signing in needs; undefined where it is none. */
export function findSignIn(name: string): SignIn | undefined {
  const authType = findAuthType(name);
  return authType && SIGN_INS[authType];
}

/** Returns the ways of signing in that are offered: those the server allows, and the one that is saved. */
export function offeredAuthTypes(saved: string): AuthType[] {
  const allowed = allowedAuthTypes();
  return AUTH_TYPES.filter((authType) => authType === saved || allowed.includes(authType));
}

function allowedAuthTypes(): AuthType[] {
  const named = config.awsAllowedAuthProviders;
  return named.length === 0 ? ALLOWED_UNLESS_SAID : AUTH_TYPES.filter((authType) => named.includes(authType));
}

/** Says what is wrong with a way of signing in, if anything. */
export function findAuthTypeProblem(name: string): string | undefined {
  const authType = findAuthType(name);
  if (authType === undefined) {
    return 'This version of the plugin does not know this way of signing in; choose another';
  }
  return allowedAuthTypes().includes(authType)
    ? undefined
    : 'The server does not allow this (allowed_auth_providers in the [aws] section of grafana.ini); choose another';
}
