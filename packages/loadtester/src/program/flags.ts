import { parseGoDuration } from '@flagger/api';
import { type NamespaceRule, namespaceRule } from '../api/namespaces.ts';
import type { LogLevel } from './log.ts';

/** One flag of the command line. */
export interface Flag<T> {
  /** What stands for the value in the help text; empty for a switch. */
  readonly placeholder: string;
  /** As it would be written. */
  readonly fallback: string;
  readonly says: string;
  /** What is allowed, as the rest of a sentence. */
  readonly allowed: string;
  /** Undefined where `raw` is not allowed. */
  read(raw: string): T | undefined;
}

const LEVELS: ReadonlyMap<string, LogLevel> = new Map([
  ['debug', 'debug'],
  ['info', 'info'],
  ['warning', 'warn'],
  ['warn', 'warn'],
  ['error', 'error'],
]);

const text = (says: string, fallback = ''): Flag<string> => ({
  placeholder: 'text',
  fallback,
  says,
  allowed: 'any text',
  read: (raw) => raw,
});

const toggle = (says: string): Flag<boolean> => ({
  placeholder: '',
  fallback: 'false',
  says,
  allowed: 'true or false',
  read: (raw) => {
    const isOn = /^(1|t|true)$/i.test(raw);
    return isOn || /^(0|f|false)$/i.test(raw) ? isOn : undefined;
  },
});

const whole = (raw: string, most: number): number | undefined =>
  /^\d{1,10}$/.test(raw) && Number(raw) <= most ? Number(raw) : undefined;

const LIST = {
  placeholder: 'a,b,c',
  allowed: 'names with commas between them',
  read: (raw: string): readonly string[] =>
    raw
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== ''),
};

/** Where gates are kept. */
export interface MapName {
  readonly namespace: string;
  readonly name: string;
}

const LOG_LEVEL: Flag<LogLevel> = {
  placeholder: 'level',
  fallback: 'debug',
  says: 'how much is logged',
  allowed: 'debug, info, warning or error',
  read: (raw) => LEVELS.get(raw.toLowerCase()),
};
const PORT: Flag<number> = {
  placeholder: 'port',
  fallback: '9090',
  says: 'where is listened, on all interfaces',
  allowed: 'a port number from 0 to 65535',
  read: (raw) => whole(raw, 65_535),
};
const TIMEOUT: Flag<number> = {
  placeholder: 'duration',
  fallback: '1h',
  says: 'longest time of one task',
  allowed: 'a duration such as 30s or 1h',
  read: (raw) => {
    const ms = parseGoDuration(raw);
    return ms !== undefined && ms > 0 ? ms : undefined;
  },
};
const NAMESPACES: Flag<NamespaceRule> = {
  placeholder: 'regexp',
  fallback: '',
  says: 'serve only namespaces in which this is found; anchor it with ^ and $',
  allowed: 'an expression of Go (RE2)',
  read: namespaceRule,
};
const SIZE: Flag<number> = {
  placeholder: 'bytes',
  fallback: '1048576',
  says: 'longest body of a request',
  allowed: 'a whole number above 0',
  read: (raw) => whole(raw, 2 ** 31) || undefined,
};
const GATES: Flag<MapName | ''> = {
  placeholder: 'namespace/name',
  fallback: '',
  says: 'keep gates in this ConfigMap, for all replicas and through restarts; without it, in memory',
  allowed: 'a namespace and a name with a slash between them',
  read: (raw) => {
    const [, namespace, name] = /^([a-z0-9][a-z0-9-]*)\/([a-z0-9][a-z0-9.-]*)$/.exec(raw) ?? [];
    return raw === '' ? '' : namespace !== undefined && name !== undefined ? { namespace, name } : undefined;
  },
};

/** Every flag, by name: Flagger's with its defaults, and our own. */
export const FLAGS = {
  'log-level': LOG_LEVEL,
  port: PORT,
  timeout: TIMEOUT,
  'namespace-regexp': NAMESPACES,
  'zap-replace-globals': toggle('accepted for compatibility, without effect'),
  'zap-encoding': text('accepted for compatibility, without effect: logs are JSON', 'json'),
  'token-file': text('file with tokens, one a line, of which callers must bring one'),
  users: {
    ...LIST,
    fallback: '',
    says: 'users of the cluster, such as system:serviceaccount:ci:release, whose tokens are taken as well',
  },
  'allow-types': { ...LIST, fallback: '', says: 'the only task types that may be ordered; without it, all' },
  'max-request-size': SIZE,
  'gates-configmap': GATES,
  'close-gates': toggle('gates close again after the rollout that they let through'),
  kubeconfig: text('file that says how to reach the cluster; without it, the service account of the pod'),
  version: toggle('print the version'),
  help: toggle('print this text'),
} as const satisfies Readonly<Record<string, Flag<unknown>>>;

/** The same, to go through. */
export const ALL_FLAGS: readonly (readonly [string, Flag<unknown>])[] = Object.entries(FLAGS);
