import { parseGoDuration } from '@flagger/api';
import { headerIn } from './load-order.ts';
import { type LoadPlan, USUAL } from './plan.ts';

/** Flags of hey without a value. */
const SWITCHES = ['h2', 'disable-keepalive', 'disable-compression', 'disable-redirects', 'allow-insecure'] as const;
/** Flags of hey that we follow, or that change nothing for us. */
const VALUES = ['z', 'n', 'c', 'q', 'm', 'd', 'host', 't', 'T', 'A', 'a', 'U', 'cpus'] as const;

/** hey's own defaults. */
const HEY = { count: 200, connections: 50, timeoutSeconds: 20 };

/**
 * The load that a command line of `hey` describes; undefined where it is no such line, or asks for what only hey does
 * (a proxy, a body from a file, CSV).
 */
export function heyPlan(words: readonly string[]): LoadPlan | undefined {
  const [name, ...rest] = words;
  const read = name === 'hey' ? flagsIn(rest) : undefined;
  if (read === undefined) {
    return undefined;
  }
  const { values, switches, headers, url } = read;
  const number = (flag: Value, fallback: number): number => Number(values.get(flag) ?? fallback);
  const connections = number('c', HEY.connections);
  const perConnection = number('q', 0);
  const durationMs = parseGoDuration(values.get('z') ?? '0') ?? Number.NaN;
  const plan: LoadPlan = {
    ...USUAL,
    url,
    method: (values.get('m') ?? 'GET').toUpperCase(),
    headers: headersOf(values, headers),
    body: values.get('d'),
    // hey's rate is that of each of its workers
    rate: perConnection === 0 ? undefined : perConnection * connections,
    durationMs: durationMs === 0 ? undefined : durationMs,
    count: durationMs === 0 ? number('n', HEY.count) : undefined,
    connections,
    timeoutMs: 1_000 * number('t', HEY.timeoutSeconds),
    // without TLS hey speaks HTTP/1.1 whatever it is told
    isHttp2: switches.has('h2') && /^https:/i.test(url),
    trustsAny: true,
    isKeptAlive: !switches.has('disable-keepalive'),
  };
  return isSound(plan) ? plan : undefined;
}

type Value = (typeof VALUES)[number];

interface Flags {
  readonly values: ReadonlyMap<Value, string>;
  readonly switches: ReadonlySet<string>;
  readonly headers: LoadPlan['headers'];
  readonly url: string;
}

/** As Go reads flags: one or two dashes, a value after `=` or as the next word; what follows the address does not count. */
function flagsIn(words: readonly string[]): Flags | undefined {
  const values = new Map<Value, string>();
  const switches = new Set<string>();
  const headers: (readonly [string, string])[] = [];
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const [, flag, given] = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (flag === undefined) {
      return { values, switches, headers, url: addressOf(word) };
    }
    if (SWITCHES.some((each) => each === flag)) {
      if (given !== undefined && given !== 'true') {
        return undefined;
      }
      switches.add(flag);
      continue;
    }
    const value = given ?? left.shift();
    const known = VALUES.find((each) => each === flag);
    const header = flag === 'H' && value !== undefined ? headerIn(value) : undefined;
    if (value === undefined || (known === undefined && header === undefined)) {
      return undefined;
    }
    headers.push(...(header ?? []));
    if (known !== undefined) {
      values.set(known, value);
    }
  }
  return undefined;
}

/** hey takes an address without a scheme for one of HTTP. */
const addressOf = (word: string): string => (/^https?:\/\//i.test(word) ? word : `http://${word}`);

function headersOf(values: Flags['values'], given: Flags['headers']): LoadPlan['headers'] {
  const named = new Set(given.map(([name]) => name.toLowerCase()));
  const credentials = values.get('a');
  const own: readonly (readonly [string, string | undefined])[] = [
    ['Content-Type', values.get('T') ?? 'text/html'],
    ['Accept', values.get('A')],
    ['Host', values.get('host')],
    ['User-Agent', values.get('U') ?? 'hey/0.0.1'],
    ['Authorization', credentials && `Basic ${Buffer.from(credentials).toString('base64')}`],
  ];
  return [
    ...given,
    ...own.flatMap(([name, value]) =>
      value === undefined || named.has(name.toLowerCase()) ? [] : [[name, value] as const],
    ),
  ];
}

/** Whether every number is one that hey takes. */
function isSound({ url, method, rate, durationMs, count, connections, timeoutMs }: LoadPlan): boolean {
  const isNumbered = [rate, durationMs, count].every((each) => each === undefined || each > 0);
  const isWhole = Number.isInteger(connections) && connections > 0 && connections <= 10_000;
  return URL.canParse(url) && /^[A-Z]+$/.test(method) && isNumbered && isWhole && timeoutMs > 0;
}
