import { split } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { cookiePattern } from './cookies.ts';
import { handingOut, type ReadRoute, routesOfRules, sending } from './sticky-routes.ts';

const BETWEEN = { primary: 'basket-primary', canary: 'basket-canary' };
const cookie = 'ring=a; Max-Age=60';

function route(primary: number, canary: number, more: Partial<ReadRoute> = {}): ReadRoute {
  const shares = [
    { to: BETWEEN.primary, percent: primary, added: undefined },
    { to: BETWEEN.canary, percent: canary, added: undefined },
  ];
  return { shares, isMirrored: false, added: undefined, patterns: [], ...more };
}

describe('the rules of a mesh that hands out cookies', () => {
  it('say by the last that splits what becomes of everybody', () => {
    const elsewhere = { ...route(0, 0), shares: [{ to: 'elsewhere', percent: 100, added: undefined }] };
    expect(routesOfRules(BETWEEN, [route(0, 100), route(80, 20), elsewhere])).toEqual(split(20));
    expect(routesOfRules(BETWEEN, [route(80, 20, { isMirrored: true })])).toEqual({ ...split(20), mirrored: true });
  });

  it('say nothing where no share adds up, or none is between the two', () => {
    expect(routesOfRules(BETWEEN, [route(80, 30)])).toBeUndefined();
    expect(routesOfRules(BETWEEN, [])).toBeUndefined();
  });

  it('are read back with the cookie of a share, or with one that is dropped', () => {
    const shares = route(80, 20).shares.map((share) =>
      share.to === BETWEEN.canary ? { ...share, added: cookie } : share,
    );
    const bound = route(80, 20, { shares });
    expect(routesOfRules(BETWEEN, [bound])?.stickiness).toEqual({ kind: 'bound', canary: cookie });
    const dropping = route(80, 20, { added: cookie, patterns: [cookiePattern(cookie)] });
    expect(routesOfRules(BETWEEN, [dropping, route(80, 20)])?.stickiness).toEqual({ kind: 'over', canary: cookie });
  });

  it('hand out the cookie with the share that it is for', () => {
    const routes = { ...split(20), stickiness: { kind: 'bound', canary: cookie } } as const;
    const said = handingOut<{ name: string; headers?: object }>([{ name: 'a' }, { name: 'b' }], routes, (headers) => ({
      headers,
    }));
    expect(said).toEqual([{ name: 'a' }, { name: 'b', headers: { response: { add: { 'Set-Cookie': cookie } } } }]);
  });

  it('know its senders beside what a service asks for', () => {
    const Cookie = { regex: cookiePattern(cookie) };
    expect(sending(cookie)).toEqual([{ headers: { Cookie } }]);
    expect(sending(cookie, [{ headers: { 'x-shop': { exact: 'a' } } }])).toEqual([
      { headers: { 'x-shop': { exact: 'a' }, Cookie } },
    ]);
  });
});
