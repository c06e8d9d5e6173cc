import type { Action, Condition } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { decide } from './decide.ts';
import { done, LONG_AGO, NOT_YET, NOW, observed, READY, TO_PRIMARY } from './stories/observed-run.ts';

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
const ROUTED = [condition('Routed', 'Weights', 'istio routes podinfo: primary 100, canary 0')];
const TO_SHOP = condition('Former', 'Moved', 'istio routed podinfo; istio to route shop');
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

describe('a service that is renamed to one whose callers somebody else serves', () => {
  const renamed = (isPrimaryServing: boolean) =>
    decide(
      observed({
        primary: isPrimaryServing ? READY : NOT_YET,
        isPrimaryServing,
        spec: { service: { port: 80, name: 'shop' } },
        status: { phase: 'Succeeded', canaryWeight: 0, conditions: [...ROUTED, TO_SHOP] },
        also: { provider: 'istio', isApexOnPrimary: false, routes: TO_PRIMARY },
      }),
    );

  it('leads them to the primary only once that has pods', () => {
    expect(done(renamed(false))).not.toContain('ensureApex');
    expect(done(renamed(true))).toContain('ensureApex');
  });
});
