import { describe, expect, it } from '@jest/globals';
import type { CanaryStatus, Routes, SessionAffinity } from '@flagger/api';
import { decide } from './decide.ts';
import { cookiesAfter, withStickiness } from './stickiness.ts';
import { find, NOT_YET, observed, TO_PRIMARY, type Seen } from './stories/observed-run.ts';

const mesh = { weights: true, mirror: true, match: true, sticky: true };
const AT_30: Routes = { primary: 70, canary: 30, mirrored: false };
const CURRENT = { sessionAffinityCookie: 'ring=now', primarySessionAffinityCookie: 'first=one' };

const seen = (affinity: Partial<SessionAffinity> | undefined, { status, ...more }: Seen = {}) =>
  observed({
    ...more,
    spec: {
      ...(affinity && { analysis: { sessionAffinity: { cookieName: 'ring', maxAge: 60, ...affinity } } }),
      ...more.spec,
    },
    ...(status && { status }),
    also: { mesh, ...more.also },
  });
const stickiness = (affinity: Partial<SessionAffinity>, status: CanaryStatus, routes: Routes = AT_30) =>
  withStickiness(seen(affinity, { status }), routes).stickiness;

describe('who stays where', () => {
  it('is said by the cookie of the run, with all attributes in the order of Flagger', () => {
    const all = {
      maxAge: 3600,
      domain: 'a.example.com',
      path: '/shop',
      httpOnly: true,
      secure: true,
      sameSite: 'Strict',
      partitioned: true,
    } as const;
    expect(stickiness(all, CURRENT)).toEqual({
      kind: 'bound',
      canary:
        'ring=now; Max-Age=3600; Domain=a.example.com; HttpOnly; Partitioned; Path=/shop; SameSite=Strict; Secure',
    });
  });

  it.each([
    [{ maxAge: 0 }, { kind: 'bound', canary: 'ring=now; Max-Age=86400' }],
    [{ primaryCookieName: '' }, { kind: 'bound', canary: 'ring=now; Max-Age=60' }],
    [
      { primaryCookieName: 'first' },
      { kind: 'bound', canary: 'ring=now; Max-Age=60', primary: 'first=one; Max-Age=10' },
    ],
    [{ primaryCookieName: 'renamed' }, { kind: 'bound', canary: 'ring=now; Max-Age=60' }],
  ])('with %j is %j', (affinity, expected) => {
    expect(stickiness(affinity, CURRENT)).toEqual(expected);
  });

  it('is nothing that the status does not say', () => {
    expect(stickiness({}, {})).toBeUndefined();
    expect(stickiness({ primaryCookieName: 'first' }, { primarySessionAffinityCookie: 'first=one' })).toBeUndefined();
  });

  it.each([
    [CURRENT, 'ring=now; Max-Age=-1'],
    [{ ...CURRENT, previousSessionAffinityCookie: 'ring=before' }, 'ring=now; Max-Age=-1'],
    [{ previousSessionAffinityCookie: 'ring=before' }, 'ring=before; Max-Age=-1'],
  ])('without users of the canary is over: %j', (status, canary) => {
    expect(stickiness({}, status, TO_PRIMARY)).toEqual({ kind: 'over', canary });
    expect(stickiness({}, status, { ...TO_PRIMARY, mirrored: true })).toEqual({ kind: 'over', canary });
  });
});

describe('the cookies after a step', () => {
  it('are made with the first users of the canary, and kept to the last', () => {
    expect(cookiesAfter(seen({ primaryCookieName: 'first' }), AT_30)).toEqual({
      sessionAffinityCookie: 'ring=AbCdEfGhIj',
      primarySessionAffinityCookie: 'first=KlMnOpQrSt',
    });
    expect(cookiesAfter(seen({ primaryCookieName: 'first' }, { status: CURRENT }), AT_30)).toEqual(CURRENT);
  });

  it('have none of a name that the primary has no more', () => {
    expect(cookiesAfter(seen({ primaryCookieName: 'renamed' }, { status: CURRENT }), AT_30)).toMatchObject({
      primarySessionAffinityCookie: 'renamed=KlMnOpQrSt',
    });
    expect(cookiesAfter(seen({}), AT_30)).toMatchObject({ primarySessionAffinityCookie: '=KlMnOpQrSt' });
  });

  it('are those of a run before, also where they are not asked for any more', () => {
    const over = { previousSessionAffinityCookie: 'ring=now', sessionAffinityCookie: '' };
    expect(cookiesAfter(seen({}, { status: CURRENT }), TO_PRIMARY)).toEqual(over);
    expect(cookiesAfter(seen(undefined, { status: CURRENT }), TO_PRIMARY)).toEqual(over);
    expect(cookiesAfter(seen(undefined, { status: CURRENT }), AT_30)).toEqual({});
    expect(cookiesAfter(seen({}), TO_PRIMARY)).toEqual({});
  });
});

describe('a step', () => {
  it('writes a cookie down before the mesh hands it out', () => {
    const { actions } = decide(
      seen(
        { primaryCookieName: 'first' },
        { status: { canaryWeight: 0 }, routes: TO_PRIMARY, spec: { analysis: analysis({}) } },
      ),
    );
    const kinds = actions.map(({ do: what }) => what);
    expect(kinds.indexOf('status')).toBeLessThan(kinds.indexOf('route'));
    expect(actions.find((action) => action.do === 'status')).toMatchObject({
      status: { canaryWeight: 30, sessionAffinityCookie: 'ring=AbCdEfGhIj' },
    });
    expect(actions.find((action) => action.do === 'route')).toMatchObject({
      routes: { canary: 30, stickiness: { kind: 'bound', canary: 'ring=AbCdEfGhIj; Max-Age=60' } },
    });
  });

  it('makes no cookie of its own to repair what was lost', () => {
    const step = decide(seen({}, { routes: undefined }));
    expect(find(step, 'ensureRoutes')?.expected).toEqual(AT_30);
    const known = decide(seen({}, { routes: undefined, status: CURRENT }));
    expect(find(known, 'ensureRoutes')?.expected).toMatchObject({ stickiness: { canary: 'ring=now; Max-Age=60' } });
  });

  it('sends nobody to a canary without pods for the sake of a cookie', () => {
    const step = decide(seen({}, { status: CURRENT, target: { state: NOT_YET, isServing: false } }));
    expect(find(step, 'route')?.routes).toEqual({
      ...TO_PRIMARY,
      stickiness: { kind: 'over', canary: 'ring=now; Max-Age=-1' },
    });
  });

  it('has the mesh follow when an attribute is edited', () => {
    const routes: Routes = { ...AT_30, stickiness: { kind: 'bound', canary: 'ring=now; Max-Age=60' } };
    const quiet = decide(seen({}, { status: CURRENT, routes }));
    expect(find(quiet, 'route')).toBeUndefined();
    const edited = decide(seen({ secure: true }, { status: CURRENT, routes, also: { routed: routes } }));
    expect(find(edited, 'route')?.routes.stickiness).toEqual({ kind: 'bound', canary: 'ring=now; Max-Age=60; Secure' });
    expect(find(edited, 'event')).toBeUndefined();
  });
});

function analysis(more: object) {
  return { sessionAffinity: { cookieName: 'ring', maxAge: 60, primaryCookieName: 'first' }, metrics: [], ...more };
}
