import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { imageOf, PLACE, PlayedWorkloads, template } from '../../test/played-workloads.ts';
import { DAEMON_SETS, PODS } from './kinds.ts';

let played: PlayedWorkloads;
beforeEach(async () => {
  played = new PlayedWorkloads();
  await played.start();
  await played.client.create(DAEMON_SETS, {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: PLACE,
    spec: { selector: { matchLabels: { app: 'podinfo' } }, template: template('podinfo:6.0.1') },
  });
  await played.clock.pass(3000);
});
afterEach(() => played.stop());

const status = () => played.client.all(DAEMON_SETS)[0]?.status;
const onNodes = (nodeSelector: object) =>
  played.client.patch(DAEMON_SETS, PLACE, { spec: { template: { spec: { nodeSelector } } } });

describe('a DaemonSet', () => {
  it('has a pod on each node', () => {
    expect(played.images()).toEqual(['podinfo:6.0.1', 'podinfo:6.0.1']);
    expect(status()).toMatchObject({
      observedGeneration: 1,
      desiredNumberScheduled: 2,
      updatedNumberScheduled: 2,
      numberAvailable: 2,
      numberReady: 2,
    });
  });

  it('has none where its pods ask for a node that there is not, and gets them back', async () => {
    await onNodes({ 'flagger.app/scale-to-zero': 'true' });
    await played.clock.pass(3000);
    expect(played.images()).toEqual([]);
    expect(status()).toMatchObject({ observedGeneration: 2, desiredNumberScheduled: 0, numberReady: 0 });
    expect(status()).not.toHaveProperty('numberAvailable');
    await onNodes({ 'flagger.app/scale-to-zero': null, 'kubernetes.io/os': 'linux' });
    await played.clock.pass(3000);
    expect(status()).toMatchObject({ desiredNumberScheduled: 2, numberAvailable: 2 });
  });

  it('brings a new template to one node after the other', async () => {
    await played.client.patch(DAEMON_SETS, PLACE, { spec: { template: template('podinfo:6.0.2') } });
    const seen = new Set<string>();
    for (let step = 0; step < 100; step++) {
      await played.clock.pass(100);
      const serving = played.client.all(PODS).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
      seen.add(serving.map(imageOf).sort().join(' '));
    }
    expect([...seen]).toContain('podinfo:6.0.1 podinfo:6.0.2');
    expect(seen).not.toContain('');
    expect(played.images()).toEqual(['podinfo:6.0.2', 'podinfo:6.0.2']);
    expect(status()).toMatchObject({ updatedNumberScheduled: 2, numberAvailable: 2 });
  });

  it('is left alone once all is as it ought to be', async () => {
    const { length } = played.client.writes;
    await played.clock.pass(3_600_000);
    expect(played.client.writes.slice(length)).toEqual([]);
  });
});
