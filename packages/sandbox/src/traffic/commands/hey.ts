import { parseGoDuration } from '@flagger/api';
import { addressOf, headersOf, type Known, lastOf, readFlags } from './flags.ts';
import { BadCommand, type Words } from './shell-words.ts';

/** What a `hey` command line asks for. */
export interface Load {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | undefined;
  /** The host that is asked for, where it is another than the URL's. */
  readonly host: string | undefined;
  /** How many ask at once. */
  readonly workers: number;
  /** How many requests a second each of them sends at most; as many as it can if undefined. */
  readonly perSecond: number | undefined;
  /** When it is over: after a time (ms), or after a number of requests. */
  readonly until: { readonly ms: number } | { readonly requests: number };
  /** How long one request may take, in ms. */
  readonly timeoutMs: number;
}

const HEY: Known = {
  command: 'hey',
  valued: {
    '-z': 'duration',
    '-n': 'requests',
    '-c': 'workers',
    '-q': 'perSecond',
    '-t': 'timeout',
    '-m': 'method',
    '-H': 'header',
    '-d': 'body',
    '-T': 'type',
    '-A': 'accept',
    '-host': 'host',
    '-cpus': 'cpus',
    '-o': 'output',
  },
  plain: { '-disable-compression': 'none', '-disable-keepalive': 'none', '-disable-redirects': 'none', '-h2': 'none' },
  isJoined: false,
};

/** Reads the words of a `hey` command; hey's own defaults apply. Throws a {@link BadCommand} for what is not played. */
export function heyOf(words: Words): Load {
  const given = readFlags(
    words.map((word) => word.replace(/^--(?=[a-z])/, '-')),
    HEY,
  );
  const workers = whole(lastOf(given, 'workers') ?? '50', '-c');
  const perSecond = Number(lastOf(given, 'perSecond') ?? '0');
  const body = lastOf(given, 'body');
  const [type, accept] = [lastOf(given, 'type') ?? 'text/html', lastOf(given, 'accept')];
  return {
    url: addressOf(given, 'hey'),
    method: lastOf(given, 'method') ?? 'GET',
    headers: [
      ['content-type', type],
      ...(accept === undefined ? [] : [['accept', accept] as const]),
      ...headersOf(given, 'header'),
    ],
    body,
    workers,
    host: lastOf(given, 'host'),
    perSecond: perSecond > 0 ? perSecond : undefined,
    until: end(lastOf(given, 'duration'), whole(lastOf(given, 'requests') ?? '200', '-n')),
    timeoutMs: Number(lastOf(given, 'timeout') ?? '20') * 1000 || Number.POSITIVE_INFINITY,
  };
}

function end(duration: string | undefined, requests: number): Load['until'] {
  if (duration === undefined) {
    return { requests };
  }
  const ms = parseGoDuration(duration);
  if (ms === undefined || ms <= 0) {
    throw new BadCommand(`hey: -z ${duration} is no duration such as 30s or 1m`);
  }
  return { ms };
}

function whole(text: string, flag: string): number {
  if (!/^[1-9]\d*$/.test(text)) {
    throw new BadCommand(`hey: ${flag} ${text} is no whole number above 0`);
  }
  return Number(text);
}
