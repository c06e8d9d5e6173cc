import type { IncomingMessage } from 'node:http';

/** What a fake metrics server says to a query; undefined: it cuts the connection. */
export type Metrics = (query: string) => number | 'empty' | undefined;

export const ALL_WELL: Metrics = (query) =>
  query.includes('vector(1)') ? 1 : query.includes('histogram_quantile') ? 120 : 99.5;

/** The answer to an instant query, as Prometheus gives it; undefined: the connection is cut. */
export function queryAnswer(
  metrics: Metrics,
  incoming: IncomingMessage,
  body: string,
): { readonly code: number; readonly body: string } | undefined {
  const url = new URL(incoming.url ?? '/', 'http://metrics');
  const value = metrics(url.searchParams.get('query') ?? new URLSearchParams(body).get('query') ?? '');
  if (value === undefined) {
    return undefined;
  }
  const result = value === 'empty' ? [] : [{ metric: {}, value: [0, String(value)] }];
  return { code: 200, body: JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }) };
}
