import { baseOf, isHttp, withParametersOf } from '@flagger/http';
import { ask } from './ask.ts';
import { unreadable } from './answer.ts';
import { withoutSecrets } from './discreet.ts';
import { withParameters } from './http-source.ts';
import { at, listed, parsed } from './json.ts';
import { badAddress } from './prometheus.ts';
import { authorization } from './prometheus-driver.ts';
import type { NoValue, Server } from './source.ts';

/** Instants of the past, ms since the epoch, both ends included. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
}

/** What a query gave at one instant: of several series the last that Prometheus lists, as when it is asked for now. */
export interface Instant {
  readonly value: number;
  /** How many series there were. */
  readonly series: number;
}

/** By instant, ms since the epoch; instants without a value are not there. */
export type Ranged = { readonly values: ReadonlyMap<number, Instant> } | { readonly problem: NoValue };

/** Prometheus refuses more than 11,000 points of a series in one answer. */
const MOST_POINTS = 11_000;
const LONGEST_RANGE_ANSWER = 16 * 2 ** 20;
const TIMEOUT_MS = 30_000;

/** What a query gave at each instant of a time that is over. Throws only where the signal aborts. */
export async function prometheusRange(text: string, range: TimeRange, server: Server): Promise<Ranged> {
  if (!isHttp(server.address)) {
    return { problem: badAddress(server.address) };
  }
  const values = new Map<number, Instant>();
  for (const chunk of chunksOf(range)) {
    const answer = await asked(text, chunk, server);
    server.signal.throwIfAborted();
    if ('problem' in answer) {
      return answer;
    }
    answer.values.forEach((instant, time) => values.set(time, instant));
  }
  return { values };
}

/** Parts that are short enough to be asked for at once. */
export function chunksOf({ from, to, stepMs }: TimeRange): readonly TimeRange[] {
  const points = Math.floor((to - from) / stepMs) + 1;
  const count = Math.ceil(points / MOST_POINTS);
  return Array.from({ length: count }, (_, index) => {
    const first = from + index * MOST_POINTS * stepMs;
    const last = Math.min(first + (MOST_POINTS - 1) * stepMs, from + (points - 1) * stepMs);
    return { from: first, to: last, stepMs };
  });
}

async function asked(text: string, { from, to, stepMs }: TimeRange, server: Server): Promise<Ranged> {
  const url = withParameters(`${baseOf(server.address)}/api/v1/query_range`, {
    query: text.replace(/\s+/g, ' ').trim(),
    start: from / 1000,
    end: to / 1000,
    step: stepMs / 1000,
  });
  const { Authorization } = authorization(server);
  const headers = Authorization === undefined ? {} : { authorization: Authorization };
  const limits = { server, timeoutMs: TIMEOUT_MS, longest: LONGEST_RANGE_ANSWER };
  return ask({ url: withParametersOf(server.address, url), headers }, limits, (answer) => read(answer, server));
}

function read(text: string, server: Server): Ranged {
  const answer = parsed(text);
  if (at(answer, 'status') !== 'success' || at(answer, 'data', 'resultType') !== 'matrix') {
    return { problem: unreadable(withoutSecrets(text, server)) };
  }
  const values = new Map<number, Instant>();
  for (const series of listed(at(answer, 'data', 'result'))) {
    for (const sample of listed(at(series, 'values'))) {
      const time = Math.round(Number(at(sample, 0)) * 1000);
      values.set(time, { value: numberOf(at(sample, 1)), series: (values.get(time)?.series ?? 0) + 1 });
    }
  }
  return { values };
}

/** Prometheus writes infinity in a way that JavaScript does not read. */
const numberOf = (text: unknown): number => (typeof text === 'string' ? Number(text.replace('Inf', 'Infinity')) : NaN);
