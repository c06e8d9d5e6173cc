import { isIP } from 'node:net';
import { parseGoDuration, proxyProblem } from '@flagger/api';

/** What a flag takes: how its value is read, and how people are told what is allowed. */
export interface Kind<T> {
  /** What stands for the value in the help text; empty for a switch, which needs none. */
  readonly placeholder: string;
  /** What is allowed, as the rest of a sentence. */
  readonly allowed: string;
  /** The value, or undefined if `raw` is not allowed. */
  read(raw: string): T | undefined;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Any text; the empty one means that nothing was given. */
export const text: Kind<string> = { placeholder: 'text', allowed: 'any text', read: (raw) => raw };

/** The name of one namespace, as the API server takes it; the empty one means that nothing was given. */
export const namespaceName: Kind<string> = {
  placeholder: 'name',
  allowed: 'the name of one namespace',
  read: (raw) => (/^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)?$/.test(raw) ? raw : undefined),
};

/** Texts with commas between them. */
export const list: Kind<readonly string[]> = {
  placeholder: 'a,b,c',
  allowed: 'names with commas between them',
  read: (raw) =>
    raw
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
};

/** As {@link list}, but at least one. */
export const someOf: Kind<readonly string[]> = {
  placeholder: 'a,b,c',
  allowed: 'at least one name, with commas between them',
  read: (raw) => (raw.replaceAll(',', '').trim() === '' ? undefined : list.read(raw)),
};

/** An address that can be called; the empty one means that nothing was given. */
export const url: Kind<string> = {
  placeholder: 'url',
  allowed: 'an address such as http://prometheus:9090',
  read: (raw) => (raw === '' || (/^https?:/.test(raw) && URL.canParse(raw)) ? raw : undefined),
};

/** As {@link url}, with a user and a password that can be read. */
export const proxyUrl: Kind<string> = {
  placeholder: 'url',
  allowed: 'an address such as http://proxy:3128, with % as %25 in user and password',
  read: (raw) => (raw !== '' && proxyProblem(raw) !== undefined ? undefined : url.read(raw)),
};

/** As {@link url}, but needed. */
export const neededUrl: Kind<string> = { ...url, read: (raw) => (raw === '' ? undefined : url.read(raw)) };

/** A TCP port; 0 takes any that is free. */
export const port: Kind<number> = {
  placeholder: 'port',
  allowed: 'a port number from 0 to 65535',
  read: (raw) => (/^\d{1,5}$/.test(raw) && Number(raw) <= 65535 ? Number(raw) : undefined),
};

/** An address of this machine; the empty one means all. */
export const ip: Kind<string> = {
  placeholder: 'ip',
  allowed: 'an IP address such as 127.0.0.1 or ::1',
  read: (raw) => (raw === '' || isIP(raw) !== 0 ? raw : undefined),
};

/** A whole number above 0. */
export const count: Kind<number> = {
  placeholder: 'number',
  allowed: 'a whole number above 0',
  read: (raw) => (/^0*[1-9]\d{0,8}$/.test(raw) ? Number(raw) : undefined),
};

/** A whole number above 0, of things of which each costs a watch. */
export const shardCount: Kind<number> = {
  placeholder: 'number',
  allowed: 'a whole number from 1 to 64',
  read: (raw) => {
    const read = count.read(raw);
    return read === undefined || read > 64 ? undefined : read;
  },
};

/** On or off; written without a value it is on. */
export const toggle: Kind<boolean> = {
  placeholder: '',
  allowed: 'true or false',
  read: (raw) => {
    if (/^(1|t|true)$/i.test(raw)) {
      return true;
    }
    return /^(0|f|false)$/i.test(raw) ? false : undefined;
  },
};

/** A length of time as Go writes it, read as milliseconds. */
export const duration: Kind<number> = {
  placeholder: 'duration',
  allowed: 'a duration such as 10s, 1m30s or 500ms',
  read: (raw) => {
    const milliseconds = parseGoDuration(raw);
    return milliseconds === undefined || milliseconds < 0 ? undefined : milliseconds;
  },
};

/** A length of time for which a lease can be held: Kubernetes counts it in whole seconds. */
export const leaseDuration: Kind<number> = {
  placeholder: 'duration',
  allowed: 'a duration from 1s on, such as 15s or 1m30s',
  read: (raw) => {
    const milliseconds = duration.read(raw);
    return milliseconds === undefined || milliseconds < 1000 ? undefined : milliseconds;
  },
};

const LEVELS = new Map<string, LogLevel>([
  ['debug', 'debug'],
  ['info', 'info'],
  ['warning', 'warn'],
  ['warn', 'warn'],
  ['error', 'error'],
  ['fatal', 'error'],
  ['panic', 'error'],
]);

/** How much is logged; Flagger's `fatal` and `panic` count as `error`. */
export const logLevel: Kind<LogLevel> = {
  placeholder: 'level',
  allowed: 'debug, info, warning or error',
  read: (raw) => LEVELS.get(raw.toLowerCase()),
};

/** One of a few words. */
export const oneOf = (...words: readonly string[]): Kind<string> => ({
  placeholder: words.join('|'),
  allowed: words.join(' or '),
  read: (raw) => (words.includes(raw) ? raw : undefined),
});
