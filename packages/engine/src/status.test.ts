import type { CanaryStatus, StatusChange } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { nextStatus } from './status.ts';

const after = (before: CanaryStatus, change: StatusChange): CanaryStatus =>
  nextStatus(before, { change, touch: true, kind: 'Deployment', now: 0, generation: 1 });

describe('the configs that were promoted', () => {
  const [promoted, tried] = [{ 'configmap/a': '1' }, { 'configmap/a': '2' }];
  const resting: CanaryStatus = {
    phase: 'Succeeded',
    lastAppliedSpec: 'v1',
    lastPromotedSpec: 'v1',
    trackedConfigs: promoted,
  };
  const run: StatusChange = { phase: 'Progressing', lastAppliedSpec: 'v2', trackedConfigs: tried };

  it('are those that were tracked with what is named as promoted', () => {
    const done = after(after(resting, run), { phase: 'Succeeded', lastPromotedSpec: 'v2' });
    expect(done.lastPromotedConfigs).toEqual(tried);
    expect(after(done, { lastPromotedSpec: '' })).not.toHaveProperty('lastPromotedConfigs');
  });

  it('are known from before a run also where no version before this one wrote them down', () => {
    expect(after(resting, run).lastPromotedConfigs).toEqual(promoted);
    expect(after(resting, { lastAppliedSpec: 'v1' })).not.toHaveProperty('lastPromotedConfigs');
    expect(after({ ...resting, phase: 'Failed' }, run)).not.toHaveProperty('lastPromotedConfigs');
    expect(after({ ...resting, lastAppliedSpec: 'v0' }, run)).not.toHaveProperty('lastPromotedConfigs');
  });
});
