import { parseGoDuration } from '@flagger/api';
import { type LoadPlan, USUAL } from './plan.ts';

/** A load as metadata order it. */
export interface LoadOrder {
  readonly plan: LoadPlan;
  /** So many of a hundred requests may fail; undefined: any. */
  readonly maxErrorPercent: number | undefined;
}

/** How long a load lasts that says neither how long nor how many, ms. */
const USUAL_MS = 60_000;
/** Nobody needs more of them from one load tester. */
const MOST_CONNECTIONS = 1_000;

/** Reads what is ordered, or says which field is wrong and what is allowed. */
export function loadOrder(metadata: ReadonlyMap<string, string>): LoadOrder | string {
  const problems: string[] = [];
  const read = <T>(name: string, kind: Kind<T>): T | undefined => {
    const raw = metadata.get(name);
    const value = raw === undefined ? undefined : kind.read(raw);
    if (raw !== undefined && value === undefined) {
      problems.push(`${name}: found ${JSON.stringify(raw)}, allowed is ${kind.allowed}`);
    }
    return value;
  };
  const url = read('url', ADDRESS);
  const count = read('count', COUNT);
  const order = {
    plan: {
      ...USUAL,
      url: url ?? '',
      method: read('method', METHOD) ?? USUAL.method,
      headers: read('headers', HEADERS) ?? [],
      body: metadata.get('body'),
      rate: read('rate', POSITIVE),
      count,
      durationMs: read('duration', DURATION) ?? (count === undefined ? USUAL_MS : undefined),
      connections: read('connections', CONNECTIONS) ?? USUAL.connections,
      timeoutMs: read('timeout', DURATION) ?? USUAL.timeoutMs,
      isHttp2: read('http2', BOOL) ?? false,
      trustsAny: read('insecure', BOOL) ?? false,
      isKeptAlive: read('keepAlive', BOOL) ?? true,
    },
    maxErrorPercent: read('maxErrorRate', PERCENT),
  };
  return !metadata.has('url') ? '`url` is required with type http' : (problems[0] ?? order);
}

interface Kind<T> {
  readonly allowed: string;
  readonly read: (raw: string) => T | undefined;
}

const ADDRESS: Kind<string> = {
  allowed: 'an address such as http://podinfo-canary.test:9898/',
  read: (raw) => (/^https?:\/\//.test(raw) && URL.canParse(raw) ? raw : undefined),
};
const numberFrom = (raw: string, isAllowed: (value: number) => boolean): number | undefined =>
  /^\d{1,9}(\.\d{1,6})?$/.test(raw) && isAllowed(Number(raw)) ? Number(raw) : undefined;
const POSITIVE: Kind<number> = {
  allowed: 'a number above 0, of requests a second',
  read: (raw) => numberFrom(raw, (value) => value > 0),
};
const COUNT: Kind<number> = {
  allowed: 'a whole number above 0',
  read: (raw) => numberFrom(raw, (value) => value > 0 && Number.isInteger(value)),
};
const CONNECTIONS: Kind<number> = {
  allowed: `a whole number from 1 to ${MOST_CONNECTIONS}`,
  read: (raw) => numberFrom(raw, (value) => value >= 1 && value <= MOST_CONNECTIONS && Number.isInteger(value)),
};
const PERCENT: Kind<number> = {
  allowed: 'a number of percent from 0 to 100, such as 1 or 0.5%',
  read: (raw) => numberFrom(raw.replace(/\s*%$/, ''), (value) => value <= 100),
};
const DURATION: Kind<number> = {
  allowed: 'a duration such as 30s or 1m',
  read: (raw) => {
    const ms = parseGoDuration(raw);
    return ms !== undefined && ms > 0 ? ms : undefined;
  },
};
const BOOL: Kind<boolean> = {
  allowed: 'true or false',
  read: (raw) => (raw === 'true' ? true : raw === 'false' ? false : undefined),
};
const METHOD: Kind<string> = {
  allowed: 'a method such as GET or POST',
  read: (raw) => (/^[A-Z]{1,20}$/.test(raw) && raw !== 'CONNECT' ? raw : undefined),
};
const HEADERS: Kind<LoadPlan['headers']> = {
  allowed: 'lines such as Name: value',
  read: (raw) => {
    const lines = raw.split('\n').filter((line) => line.trim() !== '');
    const headers = lines.flatMap((line) => headerIn(line) ?? []);
    return headers.length === lines.length ? headers.map(([name, value]) => [name, value]) : undefined;
  },
};

/** `Name: value` as a pair in a list; undefined where it is none. */
export function headerIn(line: string): readonly (readonly [string, string])[] | undefined {
  const [, name, value] = /^\s*([\w!#$%&'*+.^`|~-]+):\s*([\t\x20-\x7e\x80-\xff]*)$/.exec(line) ?? [];
  return name === undefined || value === undefined ? undefined : [[name, value.trim()]];
}
