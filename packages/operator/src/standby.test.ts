import { describe, expect, it } from '@jest/globals';
import { MESH_DEFAULTS, type RawCanary } from '@flagger/api';
import { CheckSession, Life, Lives, Meshes, type View } from '@flagger/controller';
import { createWorkloads, WORKLOAD_DEFAULTS } from '@flagger/kubernetes';
import { kubernetes } from '@flagger/provider-kubernetes';
import { Standby } from './standby.ts';

const CANARIES = 10_000;
const keys = Array.from({ length: CANARIES }, (_, number) => `test/podinfo-${number}`);
const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const never = (): never => {
  throw new Error('nobody asked for this');
};
const raw = (key: string): RawCanary => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { namespace: 'test', name: key.slice(5), uid: key, generation: 1 },
  spec: {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: key.slice(5) },
    service: { port: 80 },
    analysis: { interval: '1m', threshold: 1, iterations: 1 },
  },
});

const asking = {
  clock: { now: never, after: never },
  chance: never,
  log: { debug: never, info: never, warn: never, error: never },
  listeners: [],
  wake: never,
  checks: { find: never },
};

/** A cluster in which reads fail where more than so many canaries wait for theirs at once. */
function waiting(bearable: number) {
  const there = new Set(keys);
  const reading = new Map<string, number>();
  const told = { looked: new Array<string>(), gone: new Array<string>(), most: 0, failed: 0 };
  const read = async (key: string): Promise<undefined> => {
    reading.set(key, (reading.get(key) ?? 0) + 1);
    told.most = Math.max(told.most, reading.size);
    await later();
    const left = (reading.get(key) ?? 1) - 1;
    const isTooMany = reading.size > bearable;
    if (left === 0) {
      reading.delete(key);
    } else {
      reading.set(key, left);
    }
    if (isTooMany) {
      told.failed += 1;
      throw new Error('the first list has not come yet');
    }
    return undefined;
  };
  const view = (key: string): View => ({
    objects: {
      read: () => read(key),
      confirm: () => read(key),
      create: never,
      patch: never,
      replace: never,
      remove: never,
    },
    workloads: (objects) =>
      createWorkloads({ objects, configs: { track: never, fetch: never }, options: WORKLOAD_DEFAULTS, now: () => 0 }),
  });
  const standby = new Standby({
    canaries: {
      keys: () => [...there],
      read: (key) => (there.has(key) ? raw(key) : undefined),
      writeStatus: never,
      writeMetadata: never,
    },
    view,
    meshes: new Meshes([kubernetes], 'kubernetes', MESH_DEFAULTS),
    lives: new Lives((key) => new Life({ session: new CheckSession(key, asking) })),
    endTurn: (key) => told.looked.push(key),
    forget: (key) => told.gone.push(key),
  });
  return { standby, there, told };
}

describe('a replica that waits', () => {
  it('is warm with ten thousand canaries without a look that failed, sixteen at a time', async () => {
    const { standby, told } = waiting(16);
    keys.forEach((key) => standby.look(key));
    while (told.looked.length < CANARIES && told.failed === 0) {
      await later();
    }
    expect([told.failed, told.most, new Set(told.looked).size]).toEqual([0, 16, CANARIES]);
  });

  it('forgets a canary that is deleted during the look at it only after that, so that nothing is read for it later', async () => {
    const { standby, there, told } = waiting(16);
    standby.look('test/podinfo-1');
    there.delete('test/podinfo-1');
    standby.look('test/podinfo-1');
    expect(told.gone).toEqual([]);
    while (told.gone.length === 0) {
      await later();
    }
    expect([told.looked, told.gone]).toEqual([['test/podinfo-1'], ['test/podinfo-1']]);
  });

  it('looks no more once it is on it to act', async () => {
    const { standby, told } = waiting(16);
    keys.forEach((key) => standby.look(key));
    standby.end();
    standby.look('test/podinfo-9999');
    while (told.looked.length < 16) {
      await later();
    }
    await later();
    expect(told.looked).toHaveLength(16);
  });
});
