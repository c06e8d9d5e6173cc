import { describe, expect, it } from '@jest/globals';
import {
  MESH_DEFAULTS,
  parseCanary,
  type Finding,
  type MeshProvider,
  type Question,
  type RawCanary,
} from '@flagger/api';
import { keptLog, VirtualClock } from '@flagger/testing';
import { CheckSession } from './check-session.ts';
import type { CanaryPorts } from './canary-ports.ts';
import { Life, Lives } from './life.ts';
import { Meshes, type NamedMesh } from './meshes.ts';
import { Performer } from './perform.ts';
import { Reconciler } from './reconcile.ts';
import { Rivals } from './rivals.ts';

const KEY = 'test/podinfo';
const RAW: RawCanary = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'podinfo', namespace: 'test', uid: 'uid', generation: 1 },
  spec: {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
    service: { port: 80 },
    analysis: { stepWeight: 10 },
  },
};
const CHECK: Question = { id: 'step.check', what: 'check', phase: '', checksum: '', session: 'step.0' };
/** Nothing to object to, after a second. */
async function later(clock: VirtualClock): Promise<readonly Finding[]> {
  await new Promise<void>((resolve) => clock.after(1000, resolve));
  return [];
}

const never = (): never => {
  throw new Error('not here');
};
const MESH: MeshProvider = {
  names: ['none'],
  capabilities: { weights: true, mirror: false, match: false, sticky: false },
  queries: { successRate: '', duration: '' },
  durationUnit: 'ms',
  crds: [],
  rules: [],
  reads: [],
  problems: () => [],
  router: never,
};

const somePorts = (): CanaryPorts => ({
  gate: never,
  adoption: { wanted: never, adopt: never, leave: never },
  workloads: {
    see: never,
    generated: never,
    backends: never,
    isApexOnTarget: never,
    ensureServices: never,
    ensurePrimary: never,
    ensureApex: never,
    promote: never,
    ensureScaler: never,
    sleepTarget: never,
    wakeTarget: never,
    releaseServices: never,
  },
  router: { prepare: never, ensure: never, routes: never, setRoutes: never, release: never },
});

/** Lives of which one was told something, asks something, and was found to need another spec. */
function lived() {
  const clock = new VirtualClock();
  const woken: string[] = [];
  const ports = { clock, chance: () => 0, log: keptLog(), listeners: [], wake: (key: string) => void woken.push(key) };
  const lives = new Lives(
    (key) => new Life({ session: new CheckSession(key, { ...ports, checks: { find: () => later(clock) } }) }),
  );
  const life = lives.of(KEY);
  life.told.add('id');
  const parsed = parseCanary(RAW);
  if (parsed.ok) {
    life.session.ask(parsed.canary, CHECK);
  }
  return { ...ports, woken, lives };
}

const remembered = (lives: Lives) => ({ told: lives.of(KEY).told.has('id') });
const ALL = { told: true };
const NOTHING = { told: false };

describe('the life of a canary', () => {
  it('is its own', () => {
    const { lives } = lived();
    expect(remembered(lives)).toEqual(ALL);
    lives
      .of(KEY)
      .repairs.did({ do: 'ensureApex' }, ['Service podinfo'], { now: 1000, intervalMs: 10_000, generation: 1 });
    const { told, repairs } = lives.of('test/other');
    expect([told.has('id'), repairs.known().size]).toEqual([false, 0]);
  });

  it('is forgotten as a whole, and what is being asked is asked no more', async () => {
    const { lives, clock, woken } = lived();
    lives.forget(KEY);
    await clock.pass(2000);
    expect([remembered(lives), woken]).toEqual([NOTHING, []]);
  });

  it('is not that of another canary of its name, nobody having heard that the first was deleted', async () => {
    const { lives, clock, woken } = lived();
    const first = lives.ofOne(KEY, 'first');
    expect([lives.ofOne(KEY, 'first') === first, remembered(lives)]).toEqual([true, ALL]);
    expect(lives.ofOne(KEY, 'second')).not.toBe(first);
    await clock.pass(2000);
    expect([remembered(lives), woken]).toEqual([NOTHING, []]);
  });

  it('is under way while something is asked, and until the step has used the answer', async () => {
    const { lives, clock } = lived();
    expect([lives.isUnderWay(KEY), lives.isUnderWay('test/other')]).toEqual([true, false]);
    await clock.pass(2000);
    expect(lives.isUnderWay(KEY)).toBe(true);
    lives.of(KEY).session.keepOnly('the next step');
    expect(lives.isUnderWay(KEY)).toBe(false);
    lives.of(KEY).untold = [{ id: 'id', type: 'Warning', message: 'refused', phase: '', checksum: '' }];
    expect(lives.isUnderWay(KEY)).toBe(true);
  });

  it('goes on when nothing is to be asked any more', async () => {
    const { lives, clock, woken } = lived();
    lives.stopAsking();
    await clock.pass(2000);
    expect([remembered(lives), woken]).toEqual([ALL, []]);
  });

  it('has the same ports in each turn, and new ones in another mesh or for another canary of that name', () => {
    const life = lived().lives.of(KEY);
    const mesh = new Meshes([MESH], 'none', MESH_DEFAULTS).providerOf('none');
    const portsFor = (uid: string, other: NamedMesh) => life.portsFor(uid, other, somePorts);
    const first = portsFor('one', mesh);
    expect(portsFor('one', mesh)).toBe(first);
    expect(portsFor('two', mesh)).not.toBe(first);
    const second = portsFor('two', mesh);
    expect(portsFor('two', { ...mesh })).not.toBe(second);
  });
});

describe('a canary that is looked after no more', () => {
  async function parted({ isGone, isOurs }: { readonly isGone: boolean; readonly isOurs: boolean }) {
    const { clock, log, lives } = lived();
    const heard: string[] = [];
    const canaries = {
      keys: () => [KEY],
      read: () => (isGone ? undefined : RAW),
      writeStatus: never,
      writeMetadata: never,
    };
    const listeners = [{ gone: (key: string) => void heard.push(`${key} is gone`) }];
    const reconciler = new Reconciler({
      canaries,
      view: never,
      isOurs: () => isOurs,
      endTurn: never,
      chance: () => 0,
      forget: (key) => void heard.push(`${key} is dropped from the caches`),
      mayWrite: () => true,
      meshes: new Meshes([MESH], 'none', MESH_DEFAULTS),
      rivals: new Rivals({ canaries, wake: never }),
      performer: new Performer({ canaries, events: { write: never }, listeners, clock, log }),
      lives,
      listeners,
      clock,
      log,
      settleMs: 0,
      minIntervalMs: 0,
    });
    const outcome = await reconciler.turn(KEY);
    return { outcome, heard, kept: remembered(lives) };
  }

  it('is forgotten everywhere where it was deleted', async () => {
    const heard = [`${KEY} is gone`, `${KEY} is dropped from the caches`];
    expect(await parted({ isGone: true, isOurs: true })).toEqual({ outcome: 'gone', heard, kept: NOTHING });
    expect(await parted({ isGone: true, isOurs: false })).toEqual({ outcome: 'gone', heard, kept: NOTHING });
  });

  it('is forgotten here alone where another process looks after it: nobody hears of a deletion', async () => {
    expect(await parted({ isGone: false, isOurs: false })).toEqual({ outcome: 'not ours', heard: [], kept: NOTHING });
  });
});
