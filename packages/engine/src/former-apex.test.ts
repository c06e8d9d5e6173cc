import type { Action, Condition } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { decide } from './decide.ts';
import { done, LONG_AGO, NOW, observed, TO_PRIMARY } from './stories/observed-run.ts';

const condition = (type: string, reason: string, message: string): Condition => ({
  type,
  status: 'True',
  reason,
  message,
});
const MOVING = [
  condition('Routed', 'Weights', 'istio routes podinfo: primary 70, canary 30'),
  condition('Former', 'Moved', 'istio routed podinfo; kubernetes to route podinfo'),
];
const BACK = condition('RollingBack', 'Obstructed', 'Rolling back');
const LED_BACK: Action = { do: 'ensureApex', apex: 'podinfo' };

/** A canary that moves, whose former service somebody made select the target. */
const moving = ({ also = {}, conditions = [] }: { also?: object; conditions?: readonly Condition[] } = {}) =>
  decide(
    observed({
      routes: TO_PRIMARY,
      status: { conditions: [...MOVING, ...conditions] },
      also: { provider: 'kubernetes', isFormerApexOnTarget: true, ...also },
    }),
  );

describe('a former service that selects the target', () => {
  it('is led to the primary before anything else is done, whosever the present one is', () => {
    expect(moving().actions.slice(0, 2)).toMatchObject([{ do: 'routeFormer' }, LED_BACK]);
    expect(moving({ also: { isFormerApexOnTarget: false } }).actions).not.toContainEqual(LED_BACK);
    expect(moving({ also: { isSecondToServices: true } }).actions).toContainEqual(LED_BACK);
  });

  it('keeps the target awake where the run is taken back, which waits only for whom it may lead back', () => {
    const contested = { times: 5, firstAt: LONG_AGO, lastAt: NOW - 1000, what: 'Service podinfo' };
    const repairs = new Map([['ensureApex', contested]]);
    const waits = moving({ conditions: [BACK] });
    const ended = moving({ conditions: [BACK], also: { repairs } });
    expect([waits, ended].map((step) => done(step).includes('sleepTarget'))).toEqual([false, false]);
    const phases = [waits, ended].map(({ actions }) =>
      actions.flatMap((each) => (each.do === 'status' ? (each.status.phase ?? []) : [])),
    );
    expect(phases).toEqual([[], ['Failed']]);
  });
});
