import { describe, expect, it } from '@jest/globals';
import { ALL_TO_CANARY } from '@flagger/api';
import { decide } from './decide.ts';
import { find, LONG_AGO, NOT_YET, NOW, observed, TO_PRIMARY, type Seen } from './stories/observed-run.ts';

describe('users whom somebody leads away again and again', () => {
  const contested = { times: 5, firstAt: LONG_AGO, lastAt: NOW - 1000, what: 'VirtualService podinfo' };
  const repairs = new Map([['route', contested] as const]);
  const rolledBack: Seen = { status: { failedChecks: 2 } };

  it.each([
    ['a rollback', rolledBack, TO_PRIMARY],
    ['the end of a promotion', { status: { phase: 'Finalising' } }, TO_PRIMARY],
    ['a canary that serves alone', { primary: NOT_YET }, ALL_TO_CANARY],
  ] satisfies [string, Seen, Seen['routes']][])(
    'are led back ever more rarely by %s, which looks again when it may',
    (_, seen, routed) => {
      const step = decide(observed({ ...seen, also: { repairs, routed } }));
      expect(find(step, 'route')).toBeUndefined();
      expect(step.next).toEqual({ at: NOW - 1000 + 40_000 });
    },
  );

  it('are led at once to where nobody led them before', () => {
    const routed = { primary: 70, canary: 30, mirrored: false };
    const step = decide(observed({ ...rolledBack, also: { repairs, routed } }));
    expect(find(step, 'route')?.routes).toEqual(TO_PRIMARY);
  });
});
