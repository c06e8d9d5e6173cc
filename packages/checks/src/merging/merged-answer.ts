import { ask } from '../sources/ask.ts';
import { at, listed, parsed } from '../sources/json.ts';
import { queryAddress } from '../sources/prometheus-driver.ts';
import type { Row } from '../sources/prometheus-rows.ts';
import { PROMETHEUS_TIMEOUT_MS } from '../sources/prometheus.ts';
import type { Server } from '../sources/source.ts';
import { mergedQuery, OF_QUERY } from './merged-query.ts';

/** Queries of one server, for one second (Unix time) or for its present. */
export interface Merged {
  readonly texts: readonly string[];
  readonly time: number | undefined;
  readonly server: Server;
}

/** A merged answer is not waited for longer, ms: each can still be asked alone. */
const LONGEST_MS = 2000;

/** The series of each query, in the order of the queries; undefined where there is no answer of use, for any reason. */
export async function mergedAnswer({ texts, time, server }: Merged): Promise<readonly (readonly Row[])[] | undefined> {
  const query = new URLSearchParams({ query: mergedQuery(texts), ...(time !== undefined && { time: `${time}` }) });
  const asked = {
    url: queryAddress(server.address),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    // they may be longer than what proxies take as an address
    body: query.toString(),
  };
  const timeoutMs = Math.min(server.timeoutMs ?? PROMETHEUS_TIMEOUT_MS, LONGEST_MS);
  const answer = await ask(asked, { server: { ...server, timeoutMs } }, (text) => rowsIn(text, texts.length));
  return answer === undefined || 'problem' in answer ? undefined : answer;
}

function rowsIn(text: string, queries: number): readonly (readonly Row[])[] | undefined {
  const answer = parsed(text);
  if (at(answer, 'status') !== 'success' || at(answer, 'data', 'resultType') !== 'vector') {
    return undefined;
  }
  const all: Row[][] = Array.from({ length: queries }, () => []);
  for (const series of listed(at(answer, 'data', 'result'))) {
    const { [OF_QUERY]: number = '', ...labels } = labelsIn(at(series, 'metric'));
    const rows = all[Number(number)];
    if (number === '' || rows === undefined) {
      return undefined;
    }
    rows.push({ labels, value: numberIn(at(series, 'value', 1)) });
  }
  // what stands in the place of a Prometheus may know each query and not this one
  return all.some((rows) => rows.length > 0) ? all : undefined;
}

function labelsIn(metric: unknown): Row['labels'] {
  const entries: readonly (readonly [string, unknown])[] =
    typeof metric === 'object' && metric !== null ? Object.entries(metric) : [];
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

/** Prometheus writes infinity in a way that JavaScript does not read. */
const numberIn = (text: unknown): number => (typeof text === 'string' ? Number(text.replace('Inf', 'Infinity')) : NaN);
