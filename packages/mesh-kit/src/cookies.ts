import { type Headers, pairOf } from '@flagger/api';

/** The header by which clients get a cookie. */
export const SET_COOKIE = 'Set-Cookie';

/** What becomes of headers where the answers get a `Set-Cookie` as well. */
export function withCookie(headers: Headers | undefined, cookie: string | undefined): Headers | undefined {
  const { response } = headers ?? {};
  return cookie === undefined
    ? headers
    : { ...headers, response: { ...response, add: { ...response?.add, [SET_COOKIE]: cookie } } };
}

/**
 * The regex for the header `Cookie` of who sends this `Set-Cookie` back, maybe among others: Flagger's, so that its
 * objects stay as they are. A name may hold characters that mean something in a regex; those stand for themselves.
 */
export function cookiePattern(setCookie: string): string {
  const pair = pairOf(setCookie);
  const at = pair.indexOf('=');
  return `.*${literal(pair.slice(0, Math.max(0, at)))}.*${literal(pair.slice(at + 1))}.*`;
}

/** A dot is left alone, as Flagger does: it fits itself too. */
const literal = (text: string): string => text.replace(/[$()*+?[\\\]^{|}]/g, '\\$&');
