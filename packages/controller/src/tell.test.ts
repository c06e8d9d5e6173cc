import { describe, expect, it } from '@jest/globals';
import { parseCanary, Wait } from '@flagger/api';
import { keptLog, VirtualClock } from '@flagger/testing';
import { CheckSession } from './check-session.ts';
import { Life } from './life.ts';
import { Teller } from './tell.ts';
import type { Telling } from './turn.ts';

const never = (): never => {
  throw new Error('not here');
};
const parsed = parseCanary({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'podinfo', namespace: 'test', uid: 'uid' },
  spec: {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
    service: { port: 80 },
    analysis: { stepWeight: 10 },
  },
});

/** Somebody who tells, with so many events kept, and a cluster that refuses some of them. */
function aTeller(kept: number) {
  if (!parsed.ok) {
    throw new Error('a Canary that makes no sense');
  }
  const cluster = { tried: 0, told: [] as string[], refuses: (_: { readonly id: string }): boolean => false };
  const heard: string[] = [];
  const clock = new VirtualClock();
  const asking = { clock, chance: () => 0, log: keptLog(), listeners: [], wake: never, checks: { find: never } };
  const life = new Life({ session: new CheckSession('test/podinfo', asking) });
  const telling: Telling = { key: 'test/podinfo', canary: parsed.canary, gate: () => undefined, life };
  const teller = new Teller({
    canaries: { keys: () => [], read: () => undefined, writeStatus: never, writeMetadata: never },
    events: {
      write: async (_, event) => {
        cluster.tried++;
        if (cluster.refuses(event)) {
          throw new Wait('the server cannot just now');
        }
        cluster.told.push(event.id);
      },
    },
    listeners: [{ event: (_, { id }) => void heard.push(id) }],
    clock,
    log: keptLog(),
  });
  for (let at = 1; at <= kept; at++) {
    teller.keep({ type: 'Normal', message: `${at}`, id: `${at}`, phase: 'Progressing', checksum: '' }, telling);
  }
  return { cluster, heard, retell: () => teller.retell(telling) };
}

const numbers = (first: number, last: number): readonly string[] =>
  Array.from({ length: last - first + 1 }, (_, at) => `${first + at}`);

describe('events that were refused', () => {
  it('are all told later, in their order, after some minutes with several of them in each interval too', async () => {
    const { cluster, retell } = aTeller(180);
    await retell();
    expect(cluster.told).toEqual(numbers(1, 180));
    await retell();
    expect(cluster.tried).toBe(180);
  });

  it('lose the oldest where they are too many', async () => {
    const { cluster, retell } = aTeller(210);
    await retell();
    expect(cluster.told).toEqual(numbers(11, 210));
  });

  it('cost three requests a turn as long as nothing goes, and stay in their order', async () => {
    const { cluster, retell } = aTeller(50);
    cluster.refuses = () => true;
    await retell();
    await retell();
    expect(cluster.tried).toBe(6);
    cluster.refuses = () => false;
    await retell();
    expect(cluster.told).toEqual(numbers(1, 50));
  });

  it('are heard at once by who listens, and once', async () => {
    const { cluster, heard, retell } = aTeller(1);
    cluster.refuses = () => true;
    await retell();
    await retell();
    expect([heard, cluster.told]).toEqual([['1'], []]);
    cluster.refuses = () => false;
    await retell();
    await retell();
    expect([heard, cluster.told]).toEqual([['1'], ['1']]);
  });

  it('hold up no others where it is about the single event', async () => {
    const { cluster, retell } = aTeller(4);
    cluster.refuses = ({ id }) => id === '1' || id === '2';
    await retell();
    expect(cluster.told).toEqual(['3', '4']);
  });
});
