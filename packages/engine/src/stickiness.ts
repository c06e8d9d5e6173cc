import type { CanaryStatus, Routes, SessionAffinity, Stickiness } from '@flagger/api';
import { intervalOf } from './interval.ts';
import type { Observed } from './observed.ts';

/**
 * The fields of the status that hold cookies, as `<name>=<value>`: Flagger's, so that a run goes on with its cookies
 * whoever looks after it. An empty one is taken out of the status.
 */
export type Cookies = Pick<
  CanaryStatus,
  'sessionAffinityCookie' | 'primarySessionAffinityCookie' | 'previousSessionAffinityCookie'
>;

/**
 * The routes, with the clients that cookies keep out of the split. While the canary has users at all, those stay; as
 * soon as it has none, in a rollback too, the cookie of its last run is dropped wherever it is still sent.
 */
export function withStickiness(
  observed: Observed,
  { primary, canary, mirrored }: Routes,
  cookies: Cookies = observed.canary.status,
): Routes {
  const affinity = affinityOf(observed);
  const stickiness = affinity && (canary > 0 ? bound(observed, affinity, cookies) : over(cookies));
  return { primary, canary, mirrored, ...(stickiness && { stickiness }) };
}

/**
 * What a step that ends with these routes does to the cookies: a run gets its own with the first users of the canary,
 * and gives it up with the last.
 */
export function cookiesAfter(observed: Observed, { canary }: Routes): Cookies {
  const { sessionAffinityCookie: current, primarySessionAffinityCookie: primary } = observed.canary.status;
  if (canary === 0) {
    return current ? { previousSessionAffinityCookie: current, sessionAffinityCookie: '' } : {};
  }
  const affinity = affinityOf(observed);
  if (!affinity) {
    return {};
  }
  const { cookieName, primaryCookieName = '' } = affinity;
  return {
    sessionAffinityCookie: current || `${cookieName}=${observed.tokens.canary}`,
    // Flagger writes one down without a name where the primary is to have none
    primarySessionAffinityCookie: isCalled(primary, primaryCookieName)
      ? primary
      : `${primaryCookieName}=${observed.tokens.primary}`,
  };
}

/** Users of an A/B test are kept apart by what they send already. */
function affinityOf({ canary, mesh }: Observed): SessionAffinity | undefined {
  const { sessionAffinity, match } = canary.spec.analysis;
  return mesh.sticky && !match?.length ? sessionAffinity : undefined;
}

function bound(observed: Observed, affinity: SessionAffinity, cookies: Cookies): Stickiness | undefined {
  const { sessionAffinityCookie: current, primarySessionAffinityCookie: primary } = cookies;
  if (!current) {
    return undefined;
  }
  const { primaryCookieName } = affinity;
  const isPrimaryBound = primaryCookieName && isCalled(primary, primaryCookieName);
  return {
    kind: 'bound',
    canary: [current, ...attributesOf(affinity)].join('; '),
    ...(isPrimaryBound && { primary: `${primary}; Max-Age=${secondsOfInterval(observed)}` }),
  };
}

function over({ sessionAffinityCookie, previousSessionAffinityCookie }: Cookies): Stickiness | undefined {
  const cookie = sessionAffinityCookie || previousSessionAffinityCookie;
  return cookie ? { kind: 'over', canary: `${cookie}; Max-Age=-1` } : undefined;
}

const isCalled = (cookie: string | undefined, name: string): cookie is string =>
  cookie?.startsWith(`${name}=`) === true;

/** As long as Flagger lets a cookie live that says nothing about it, s. */
const DAY = 86_400;

/** In Flagger's order, so that its objects stay as they are. */
function attributesOf(affinity: SessionAffinity): readonly string[] {
  const { maxAge, domain, httpOnly, partitioned, path, sameSite, secure } = affinity;
  return [
    `Max-Age=${maxAge || DAY}`,
    ...(domain ? [`Domain=${domain}`] : []),
    ...(httpOnly ? ['HttpOnly'] : []),
    ...(partitioned ? ['Partitioned'] : []),
    ...(path ? [`Path=${path}`] : []),
    ...(sameSite ? [`SameSite=${sameSite}`] : []),
    ...(secure ? ['Secure'] : []),
  ];
}

/** Who was sent to the primary is asked anew with the next step. */
const secondsOfInterval = (observed: Observed): number => Math.max(1, Math.floor(intervalOf(observed) / 1000));
