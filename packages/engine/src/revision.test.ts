import type { CanaryStatus, StatusChange } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { isAt, isBack, isKnownAsPromoted } from './revision.ts';
import { nextStatus } from './status.ts';
import { observed } from './stories/observed-run.ts';

const after = (before: CanaryStatus, change: StatusChange): CanaryStatus =>
  nextStatus(before, { change, touch: false, kind: 'Deployment', now: 0 });

const ONE = { 'configmap/settings': '1' };
const TWO = { 'configmap/settings': '2' };

describe('a status', () => {
  it('remembers the configs of what is promoted, and forgets them with it', () => {
    const promoted = after({ lastAppliedSpec: 'sha256:v1', trackedConfigs: ONE }, { lastPromotedSpec: 'sha256:v1' });
    expect(promoted.lastPromotedConfigs).toEqual(ONE);
    const run = after(promoted, { lastAppliedSpec: 'sha256:v2', trackedConfigs: TWO });
    expect([run.trackedConfigs, run.lastPromotedConfigs]).toEqual([TWO, ONE]);
    expect(after(run, { lastPromotedSpec: 'sha256:v2' }).lastPromotedConfigs).toEqual(TWO);
    expect(after(run, { lastPromotedSpec: '' })).not.toHaveProperty('lastPromotedConfigs');
    expect(after(run, { lastPromotedSpec: 'sha256:v3', trackedConfigs: {} })).not.toHaveProperty('lastPromotedConfigs');
  });
});

describe('a target', () => {
  it.each<[string, CanaryStatus, Record<string, string>, boolean]>([
    ['with the configs that were promoted', { lastPromotedConfigs: ONE, trackedConfigs: TWO }, ONE, true],
    ['with those of the run that failed', { lastPromotedConfigs: ONE, trackedConfigs: TWO }, TWO, false],
    ['with configs, where nobody wrote down which were promoted', { trackedConfigs: ONE }, ONE, false],
    ['without any', {}, {}, true],
    ['without any, where some were promoted', { lastPromotedConfigs: ONE }, {}, false],
  ])('at the promoted template: whether it is back, %s', (_, status, configs, expected) => {
    const seen = observed({ status, target: { revision: 'sha256:v1', configs } });
    expect(isAt(seen) && isBack(seen)).toBe(expected);
  });

  it('is not back where the run was about configs alone: its template tells nothing', () => {
    const status = { lastAppliedSpec: 'sha256:v1', trackedConfigs: TWO, lastPromotedConfigs: ONE };
    const seen = observed({ status, target: { revision: 'sha256:v1', configs: ONE } });
    expect(isAt(seen) && isBack(seen)).toBe(false);
  });

  it.each<[string, CanaryStatus, boolean]>([
    ['that were promoted', { lastPromotedConfigs: ONE, trackedConfigs: TWO }, true],
    ['that were not', { lastPromotedConfigs: TWO, trackedConfigs: ONE }, false],
    ['where nobody wrote down which were', { trackedConfigs: ONE }, false],
  ])('at the promoted template is known as what the primary ran by its configs %s', (_, status, expected) => {
    const also = { lastAppliedSpec: 'sha256:v1', ...status };
    const seen = observed({ status: also, target: { revision: 'sha256:v1', configs: ONE } });
    expect(isAt(seen) && isKnownAsPromoted(seen)).toBe(expected);
  });
});
