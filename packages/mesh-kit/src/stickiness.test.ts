import { ALL_TO_CANARY, ALL_TO_PRIMARY, type Routes, split, type Stickiness } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { cookiePattern } from './cookies.ts';
import { handedOut, stickies, stickinessOf } from './stickiness.ts';

const [ours, theirs] = ['ring=a; Max-Age=60', 'rest=b; Max-Age=10'];
const bound = (stickiness: Stickiness): Routes => ({ ...split(20), stickiness });

describe('clients who stay on a side', () => {
  it('are none where all are split alike', () => {
    expect([stickies(split(20)), handedOut(split(20))]).toEqual([[], {}]);
  });

  it('are those of the canary first, then those of the primary where these are bound too', () => {
    expect(stickies(bound({ kind: 'bound', canary: ours }))).toEqual([{ cookie: ours, routes: ALL_TO_CANARY }]);
    expect(stickies(bound({ kind: 'bound', canary: ours, primary: theirs }))).toEqual([
      { cookie: ours, routes: ALL_TO_CANARY },
      { cookie: theirs, routes: ALL_TO_PRIMARY },
    ]);
  });

  it('are split like all others when the run is over, and drop their cookie', () => {
    const routes = bound({ kind: 'over', canary: ours });
    expect([stickies(routes), handedOut(routes)]).toEqual([[{ cookie: ours, routes, dropped: ours }], {}]);
  });

  it.each<Stickiness>([
    { kind: 'bound', canary: ours },
    { kind: 'bound', canary: ours, primary: theirs },
    { kind: 'over', canary: ours },
  ])('are read back: %j', (stickiness) => {
    const routes = bound(stickiness);
    const splits = stickies(routes).map(({ cookie, dropped }) => ({
      added: dropped,
      patterns: [cookiePattern(cookie)],
    }));
    expect(stickinessOf(handedOut(routes), splits)).toEqual(stickiness);
  });
});
