import type { HttpMatch, Routes } from '@flagger/api';
import { cookiePattern, withCookie } from './cookies.ts';
import { isSplit, routesOfShares, type Share, type Two } from './shares.ts';
import { type CookieRoute, handedOut, stickinessOf } from './stickiness.ts';

/** Changes to the headers of answers, as far as a cookie is among them. */
type AnswerHeaders = NonNullable<ReturnType<typeof withCookie>>;

/** The header by which clients send cookies back. */
export const COOKIE = 'Cookie';

/** The matches of a service for those alone who send a cookie that was got by this `Set-Cookie`. */
export const sending = (cookie: string, service: readonly HttpMatch[] = []): readonly HttpMatch[] =>
  (service.length > 0 ? service : [{}]).map((match) => ({
    ...match,
    headers: { ...match.headers, [COOKIE]: { regex: cookiePattern(cookie) } },
  }));

/** The two shares of a split, each with what `adding` says of the cookie that its answers hand out. */
export function handingOut<T extends object>(
  [primary, canary]: readonly [T, T],
  routes: Routes,
  adding: (headers: AnswerHeaders) => Partial<T>,
): readonly T[] {
  const cookies = handedOut(routes);
  const added = (cookie: string | undefined): Partial<T> => {
    const headers = withCookie(undefined, cookie);
    return headers ? adding(headers) : {};
  };
  return [
    { ...primary, ...added(cookies.primary) },
    { ...canary, ...added(cookies.canary) },
  ];
}

/** A route of a mesh that can hand out cookies, as it was read. */
export interface ReadRoute extends CookieRoute {
  /** Each with the `Set-Cookie` that its answers get. */
  readonly shares: readonly (Share & Pick<CookieRoute, 'added'>)[];
  readonly isMirrored: boolean;
}

/**
 * What routes do with traffic: undefined unless one has exactly the primary and the canary, with whole percents that
 * add up to 100. The last such route counts: those before it are for clients that send a cookie.
 */
export function routesOfRules(between: Two, rules: readonly ReadRoute[]): Routes | undefined {
  const splits = rules.filter(({ shares }) => isSplit(between, shares));
  const last = splits.at(-1);
  const routes = last && routesOfShares(between, last.shares, last.isMirrored);
  const [primary, canary] = [between.primary, between.canary].map(
    (name) => last?.shares.find(({ to }) => to === name)?.added,
  );
  const stickiness = routes && stickinessOf({ primary, canary }, splits);
  return stickiness ? { ...routes, stickiness } : routes;
}
