import type { Destination, HeaderChanges, Retries, Route } from './route-table.ts';

export const NO_CHANGES: HeaderChanges = {
  request: { set: {}, add: {}, remove: [] },
  response: { set: {}, add: {}, remove: [] },
};

/** What proxies do unasked: where no connection came about, nobody has seen the request, and another pod may get it. */
const UNASKED: Retries = { attempts: 2, on: new Set(['connect-failure']) };

/** A route for all requests, by weight and nothing else. */
export function plainRoute(shares: readonly Omit<Destination, 'headers'>[]): Route {
  const destinations = shares.map((share): Destination => ({ ...share, headers: NO_CHANGES }));
  return {
    matches: [],
    destinations,
    mirrors: [],
    rewrite: {},
    timeoutMs: undefined,
    retries: UNASKED,
    headers: NO_CHANGES,
    cors: undefined,
  };
}
