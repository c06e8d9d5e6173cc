import { pairOf } from '@flagger/api';

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
