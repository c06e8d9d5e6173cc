import { describe, expect, it } from '@jest/globals';
import type { CanaryStatus, Routes } from '@flagger/api';
import { decide } from '../decide.ts';
import { NOW, observed } from '../stories/observed-run.ts';
import type { Observed } from '../observed.ts';
import { cutShort, keptBeginning, windowOf, withNewWeights } from './counting-window.ts';

const SECOND = 1000;
const AT = NOW / SECOND;
const FIRST = AT - 600;
const COUNTED = { since: FIRST, until: AT - 10 };
const MORE: Routes = { primary: 40, canary: 60, mirrored: false };

/** A run whose weights were changed a minute ago, so many seconds later. */
function compared(analysis: CanaryStatus['analysis'], later = 0, changed = -60): Observed {
  const run = observed({
    status: { phase: 'Progressing', canaryWeight: 30, ...(analysis && { analysis }) },
    also: { now: NOW + later * SECOND, since: NOW + changed * SECOND },
  });
  const metrics = [{ name: 'request-success-rate', compare: {} }];
  const spec = { ...run.canary.spec, analysis: { ...run.canary.spec.analysis, metrics } };
  return { ...run, canary: { ...run.canary, spec } };
}

describe('the seconds that are counted', () => {
  it('follow on those that were, up to where the metrics server has them', () => {
    expect(windowOf(compared(COUNTED))).toEqual({ from: AT - 10, to: AT - 1 });
  });

  it('begin anew where the weights change: none that went by other weights, or before proxies knew of these', () => {
    const { analysis } = withNewWeights(compared(COUNTED), MORE);
    expect(analysis).toEqual({ since: FIRST });
    expect(windowOf(compared(analysis, 3, 0))).toBeUndefined();
    expect(windowOf(compared(analysis, 20, 0))).toEqual({ from: AT + 5, to: AT + 19 });
  });

  it('begin after routes that were set back while nobody was there, also where the mesh says at once that it took them', () => {
    const run = compared({ since: FIRST }, 20, -60);
    const still = { ...run.still, routes: NOW - 600 * SECOND };
    const window = windowOf({ ...run, still, watchedSince: NOW - 5 * SECOND, reroutedAt: NOW });
    expect(window).toEqual({ from: AT + 5, to: AT + 19 });
    const atOnce = { ...run, still, watchedSince: NOW, reroutedAt: NOW };
    expect(windowOf({ ...atOnce, routed: MORE })).toEqual({ from: AT + 5, to: AT + 19 });
    expect(windowOf({ ...atOnce, routed: undefined })?.from).toBeLessThan(AT);
  });

  it('begin only once the routes are made, which the mesh may refuse for minutes after the status says them', () => {
    const awaited = { ...compared({ since: FIRST }, 20, -60), routes: { primary: 100, canary: 0, mirrored: false } };
    expect(windowOf(awaited)).toBeUndefined();
    expect(keptBeginning(awaited).analysis?.until).toBe(AT + 25);
  });

  it('begin with the first traffic, and when what just woke is warm', () => {
    const { analysis } = withNewWeights(compared(undefined), MORE);
    expect(analysis).toEqual({ since: AT });
    expect(windowOf(compared(analysis, 31, 0))).toBeUndefined();
    expect(windowOf(compared(analysis, 40, 0))).toEqual({ from: AT + 30, to: AT + 39 });
  });

  it('are more the next time where a check failed before anybody was asked', () => {
    const { analysis } = keptBeginning(compared({ since: FIRST }, 20, 0));
    expect(windowOf(compared(analysis, 40, 0))).toEqual({ from: AT + 5, to: AT + 39 });
  });

  it('are none while users are elsewhere than they are to be', () => {
    const [action] = cutShort(compared(COUNTED));
    const analysis = action?.do === 'status' ? action.status.analysis : undefined;
    expect(windowOf(compared(analysis, 4))).toBeUndefined();
    expect(windowOf(compared(analysis, 20))).toEqual({ from: AT + 5, to: AT + 19 });
  });

  it('begin after a detour that ended while the last check was still answered', () => {
    const run = compared(COUNTED, 20);
    const seen = { ...run, watchedSince: NOW - 600 * SECOND, still: { ...run.still, routes: NOW - 600 * SECOND } };
    expect(windowOf({ ...seen, reroutedAt: NOW })).toEqual({ from: AT + 5, to: AT + 19 });
    expect(windowOf({ ...seen, reroutedAt: NOW - 600 * SECOND })).toEqual({ from: AT - 10, to: AT + 19 });
  });

  it('are none while a primary without pods leaves all users to the canary', () => {
    const run = compared(COUNTED);
    const primary = run.primary && { ...run.primary, isServing: false };
    const routes = { primary: 0, canary: 100, mirrored: false };
    expect(windowOf({ ...run, primary, routes })).toBeUndefined();
    expect(windowOf({ ...run, routes })).toBeDefined();
  });

  it('are none either while the mesh refuses the routes', () => {
    const run = compared(COUNTED);
    const failing = [{ action: 'route', message: 'no answer', since: NOW - 5 * SECOND }];
    const decided = decide({ ...run, routes: { primary: 100, canary: 0, mirrored: false }, failing });
    const noted = decided.actions.flatMap((each) => (each.do === 'status' && each.status.analysis) || []);
    expect(noted).toEqual([{ since: FIRST, until: AT + 5 }]);
  });
});
