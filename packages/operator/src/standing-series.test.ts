import type { Canary, CanaryStatus, Condition } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { StandingSeries } from './standing-series.ts';

const aCanary = (status: CanaryStatus): Canary => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'shop', namespace: 'test', uid: 'uid-shop' },
  spec: {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
    service: { port: 80 },
    analysis: { interval: '1m', threshold: 2, stepWeight: 10 },
  },
  status,
});

const aCondition = (type: string, status: Condition['status'], reason: string): Condition => ({
  type,
  status,
  reason,
  message: 'because',
});

function aStanding() {
  const registry = new Registry();
  const standing = new StandingSeries(registry);
  const lines = async (): Promise<readonly string[]> =>
    (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return { standing, lines };
}

describe('where a canary stands', () => {
  it('is one series of its phase, under the name of its target, and goes on with it', async () => {
    const { standing, lines } = aStanding();
    standing.show(aCanary({ phase: 'Progressing' }));
    standing.show(aCanary({ phase: 'WaitingPromotion' }));
    expect(await lines()).toEqual(['flagger_canary_phase{name="podinfo",namespace="test",phase="WaitingPromotion"} 1']);
  });

  it('is told by the conditions that hold it up, and by no other', async () => {
    const { standing, lines } = aStanding();
    const conditions = [
      aCondition('Promoted', 'Unknown', 'Progressing'),
      aCondition('Accepted', 'True', 'Accepted'),
      aCondition('Held', 'True', 'WaitingForTrafficIncrease'),
      aCondition('Obstructed', 'False', 'Gone'),
    ];
    standing.show(aCanary({ phase: 'Progressing', conditions }));
    expect((await lines()).filter((line) => line.includes('_condition'))).toEqual([
      'flagger_canary_condition{name="podinfo",namespace="test",condition="Held",reason="WaitingForTrafficIncrease"} 1',
    ]);
  });

  it('names a refusal, and forgets it with its reason', async () => {
    const { standing, lines } = aStanding();
    const refused = (reason: string) =>
      aCanary({ phase: 'Initialized', conditions: [aCondition('Accepted', 'False', reason)] });
    standing.show(refused('One'));
    standing.show(refused('Other'));
    expect((await lines()).filter((line) => line.includes('_condition'))).toEqual([
      'flagger_canary_condition{name="podinfo",namespace="test",condition="Accepted",reason="Other"} 1',
    ]);
  });

  it('goes when it is removed', async () => {
    const { standing, lines } = aStanding();
    standing.show(aCanary({ phase: 'Progressing', conditions: [aCondition('Paused', 'True', 'Asked')] }));
    standing.remove('test', 'podinfo');
    expect(await lines()).toEqual([]);
  });
});
