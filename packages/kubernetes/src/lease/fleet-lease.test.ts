import { describe, expect, it } from '@jest/globals';
import { Conflict } from '@flagger/api';
import { aLog, atEnd, until } from '../../test/api-server.ts';
import { thisMachine } from '../client/machine.ts';
import { fleetLease, type FleetLease } from './fleet-lease.ts';
import { leaseIn } from './lease.ts';
import type { LeaseObject } from './lease-record.ts';
import type { LeaseKept } from './lease-store.ts';

/** One Lease in memory, as the API server guards it. */
class Kept implements LeaseKept {
  object: LeaseObject | undefined;
  private version = 0;

  read = async (): Promise<LeaseObject | undefined> => this.object;

  write: LeaseKept['write'] = async (before, spec, annotations) => {
    if (before?.metadata.resourceVersion !== this.object?.metadata.resourceVersion) {
      throw new Conflict('written by another');
    }
    return this.put(spec, annotations);
  };

  amend: LeaseKept['amend'] = async ({ holder, renewTime, annotations }) => {
    if (this.object?.spec.holderIdentity !== holder) {
      throw new Conflict('held by another');
    }
    return this.put({ ...this.object.spec, ...(renewTime !== undefined && { renewTime }) }, annotations);
  };

  watched: LeaseKept['watched'] = async () => 'over';

  get replicas(): readonly string[] {
    return Object.keys(this.object?.metadata.annotations ?? {}).map((name) => name.split('/')[1] ?? '');
  }

  put(spec: LeaseObject['spec'], changes: Readonly<Record<string, string | undefined>> = {}): LeaseObject {
    const changed = Object.entries({ ...this.object?.metadata.annotations, ...changes });
    const annotations = Object.fromEntries(
      changed.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    this.object = { metadata: { name: 'lease', resourceVersion: String(++this.version), annotations }, spec };
    return this.object;
  }
}

/** Replicas on one lease, and the time that passes for all. */
function world() {
  const kept = new Kept();
  const lost: string[] = [];
  const end = new AbortController();
  let time = 0;
  atEnd(async () => end.abort());
  const terms = (identity: string) => ({
    namespace: 'flagger',
    name: 'lease',
    identity,
    log: aLog(),
    onLost: () => lost.push(identity),
    machine: { ...thisMachine, elapsed: () => time, now: () => time },
    timings: { retryMs: 5 },
  });
  return {
    kept,
    lost,
    pass: (ms: number) => void (time += ms),
    of: (count: number, identity: string): FleetLease => fleetLease(kept, { ...terms(identity), fleet: `of ${count}` }),
    flagger: (identity: string) => leaseIn(kept, terms(identity)),
    signal: end.signal,
  };
}

describe('the lease of a fleet', () => {
  it('is held by all replicas of one kind together, each of which finds the others', async () => {
    const { of, kept, signal, lost } = world();
    const [one, two] = [of(3, 'one'), of(3, 'two')];
    await one.acquire(signal);
    await two.acquire(signal);
    await until(() => one.living().length === 2);
    expect([one.living(), two.living(), kept.replicas.toSorted()]).toEqual([
      ['one', 'two'],
      ['one', 'two'],
      ['one', 'two'],
    ]);
    expect([kept.object?.spec.holderIdentity, kept.object?.spec.leaseTransitions]).toEqual(['of 3', 0]);
    expect([one.isFresh(), two.isFresh(), lost]).toEqual([true, true, []]);
    await Promise.all([one.release(), two.release()]);
  });

  it('keeps out Flagger and replicas of another kind, until the last of its own has gone and gave it back', async () => {
    const { of, flagger, kept, signal } = world();
    const [one, two, other] = [of(3, 'one'), of(3, 'two'), of(2, 'other')];
    await one.acquire(signal);
    await two.acquire(signal);
    const led: string[] = [];
    void other.acquire(signal).then(() => led.push('other'));
    await until(() => two.living().length === 2);
    await one.release();
    expect([led, other.isFresh(), kept.object?.spec.holderIdentity, kept.replicas]).toEqual([
      [],
      false,
      'of 3',
      ['two'],
    ]);
    await two.release();
    await until(() => led.length > 0);
    expect([kept.object?.spec.holderIdentity, kept.replicas, other.living()]).toEqual(['of 2', ['other'], ['other']]);
    const last = flagger('Flagger');
    const waits = last.acquire(signal).catch(() => undefined);
    await other.release();
    await waits;
    expect(kept.object?.spec.holderIdentity).toBe('Flagger');
    await last.release();
  });

  it('is not fresh for who did not renew it, though others did', async () => {
    const { of, kept, signal, pass } = world();
    const one = of(3, 'one');
    await one.acquire(signal);
    kept.amend = async () => {
      throw new Error('the network is away');
    };
    pass(40_000);
    expect(one.isFresh()).toBe(false);
  });

  it('is lost by all once another kind has it, whatever they remember', async () => {
    const { of, kept, signal, lost } = world();
    const [one, two] = [of(3, 'one'), of(3, 'two')];
    await one.acquire(signal);
    await two.acquire(signal);
    kept.put({ holderIdentity: 'Flagger', leaseDurationSeconds: 60 });
    await until(() => lost.length === 2);
    expect([one.isFresh(), two.isFresh(), kept.object?.spec.holderIdentity]).toEqual([false, false, 'Flagger']);
  });

  it('is renewed also where somebody took all annotations out', async () => {
    const { of, kept, signal, lost } = world();
    const one = of(3, 'one');
    await one.acquire(signal);
    const { spec = {}, metadata = { name: '' } } = kept.object ?? {};
    kept.object = { spec, metadata: { name: metadata.name, resourceVersion: 'x' } };
    const amend = kept.amend;
    kept.amend = async (change) => {
      if (kept.object?.metadata.annotations === undefined) {
        throw new Conflict('there are no annotations to add to');
      }
      return amend(change);
    };
    await until(() => kept.replicas.length === 1);
    expect(lost).toEqual([]);
    await one.release();
  });
});
