import { type Acknowledgement, nameOf, type RoutedCanary } from '@flagger/api';
import { isOutdated, isUndated, notLookedAt, wordsOf } from '@flagger/mesh-kit';
import type { HttpProxy, ProxyCondition } from './contour-api.ts';

/**
 * What Contour says about the object as it is now: whether it is valid, and if not why. Silent before it has spoken,
 * and about an object that no root includes, since it then looks at nothing in it.
 */
export function acknowledgement(_canary: RoutedCanary, found: HttpProxy): Acknowledgement {
  const valid = found.status?.conditions?.find(({ type }) => type === 'Valid');
  if (!valid || found.status?.currentStatus === 'orphaned') {
    return { kind: 'silent' };
  }
  if (isOutdated(valid, found)) {
    return { kind: 'awaited', message: notLookedAt('HTTPProxy', found, valid) };
  }
  // it is said as soon as Contour has worked the object out, and does not wait until its Envoys have it
  if (valid.status === 'True') {
    return { kind: 'accepted' };
  }
  // what is undated may be about an earlier version
  const kind = isUndated(valid) ? 'awaited' : 'refused';
  return { kind, message: `HTTPProxy ${nameOf(found)} is not valid${why(valid)}` };
}

/** Each error with its reason; else what the condition says itself. */
function why({ errors = [], message }: ProxyCondition): string {
  const told = errors.map(wordsOf);
  const words = told.length > 0 ? told.join('; ') : message;
  return words ? `: ${words}` : '';
}
