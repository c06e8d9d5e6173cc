import type { KubeObject } from '@flagger/api';
import type { MemoryShell, Process, WriteAttempt } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, aWorld, PRIMARY, ROUTE, running, setImage, TARGET, weights } from './podinfo.ts';

const CANARY = aCanary({ spec: { revertOnDeletion: true } });
const SERVICE = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'podinfo', namespace: 'test' } } as const;
const RENAMED = { ...ROUTE, metadata: { name: 'podinfo-api', namespace: 'test' } } as const;
const THEIR_SERVICE: KubeObject = {
  ...SERVICE,
  spec: { selector: { app: 'podinfo' }, ports: [{ name: 'http', port: 80 }] },
};
const THEIR_ROUTE: KubeObject = {
  ...ROUTE,
  spec: { hosts: ['podinfo.example'], gateways: ['edge'], http: [{ route: [{ destination: { host: 'podinfo' } }] }] },
};

interface Deployment extends KubeObject {
  readonly status?: { readonly availableReplicas?: number };
}
interface Service extends KubeObject {
  readonly spec: { readonly selector: { readonly app: string } };
}

/** The number of pods that the apex service sends users to. */
function served(world: MemoryShell): number {
  const service = world.objects.peek<Service>(SERVICE);
  const pods = service?.spec.selector.app === 'podinfo' ? TARGET : PRIMARY;
  return world.objects.peek<Deployment>(pods)?.status?.availableReplicas ?? 0;
}

type Kill = (write: WriteAttempt) => boolean;

/** A world whose process is killed at most once, and started again a second later. */
function aKilled(kill: Kill): { readonly world: MemoryShell; readonly least: () => number } {
  let [isKilled, isWatched, least] = [false, false, Infinity];
  const onWrite = (write: WriteAttempt, process: Process): void => {
    isWatched ||= write.what === 'status Terminating';
    least = isWatched ? Math.min(least, served(world)) : least;
    if (!isKilled && kill(write)) {
      isKilled = true;
      process.kill();
    }
  };
  const world: MemoryShell = aWorld({ canary: CANARY, onWrite });
  return { world, least: () => least };
}

async function pass(world: MemoryShell, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await world.pass(1);
    if (world.process?.isDead) {
      world.start();
    }
  }
}

/** What follows is deleted in the middle of a run; the service and the routes were there before. */
async function deletion(kill: Kill) {
  const { world, least } = aKilled(kill);
  world.objects.set(THEIR_SERVICE);
  world.objects.set(THEIR_ROUTE);
  world.start();
  await pass(world, 20);
  setImage(world, 'podinfo:2');
  await pass(world, 12);
  const { length } = world.writes;
  world.objects.cluster.remove(CANARY, 'hand');
  await pass(world, 60);
  const told = world.events.map(({ message }) => message).filter((message) => message.startsWith('Terminat'));
  const { spec } = world.objects.peek<Service>(SERVICE) ?? {};
  const route = world.objects.peek(ROUTE)?.spec;
  const end = {
    isGone: !world.objects.peek(CANARY),
    told,
    selector: spec?.selector,
    route,
    target: running(world, TARGET),
  };
  return { end, least: least(), first: length + 1, last: world.writes.length };
}

describe('a Canary that is deleted and is to give everything back', () => {
  it('gives users to the target, whose service and routes are as they were, wherever the process is killed', async () => {
    const end = {
      isGone: true,
      told: ['Terminating canary podinfo.test', 'Terminated canary podinfo.test'],
      selector: { app: 'podinfo' },
      route: { ...(THEIR_ROUTE.spec as object) },
      target: 'podinfo:2 x2',
    };
    const undisturbed = await deletion(() => false);
    expect(undisturbed).toMatchObject({ end, least: 2 });
    expect(undisturbed.last - undisturbed.first).toBeGreaterThan(5);
    for (let number = undisturbed.first; number <= undisturbed.last; number++) {
      for (const moment of ['before', 'after'] as const) {
        const killed = await deletion((write) => write.number === number && write.moment === moment);
        expect({ number, moment, end: killed.end, least: killed.least }).toEqual({ number, moment, end, least: 2 });
      }
    }
  }, 120_000);

  it('waits for a target that cannot start, with everybody on the primary, and goes on when it is mended', async () => {
    const world = aWorld({ canary: CANARY });
    world.objects.set(THEIR_SERVICE);
    world.start();
    await world.pass(20);
    world.pods.broken.add('podinfo:bad');
    setImage(world, 'podinfo:bad');
    await world.pass(12);
    world.objects.cluster.remove(CANARY, 'hand');
    await world.pass(1000);
    expect([world.canary().status?.phase, served(world), weights(world)]).toEqual(['Terminating', 2, [100, 0]]);
    expect(world.events.map(({ message }) => message).join('\n')).toContain('Not reverted yet, the primary serves on');
    setImage(world, 'podinfo:3');
    await world.pass(60);
    expect([world.objects.peek(CANARY), served(world), running(world, TARGET)]).toEqual([undefined, 2, 'podinfo:3 x2']);
  });

  it('is gone at once where that is taken back', async () => {
    const world = aWorld({ canary: CANARY });
    world.start();
    await world.pass(20);
    world.pods.broken.add('podinfo:1');
    world.objects.cluster.remove(CANARY, 'hand');
    await world.pass(100);
    expect(world.canary().metadata.finalizers).toEqual(['finalizer.flagger.app']);
    world.edit(CANARY, (canary) => ({ ...canary, spec: aCanary().spec }));
    await world.pass(1);
    expect(world.objects.peek(CANARY)).toBeUndefined();
  });
});

/** The service gets another name in the middle of a run. */
async function rename(kill: Kill) {
  const { world } = aKilled(kill);
  world.start();
  await pass(world, 20);
  setImage(world, 'podinfo:2');
  await pass(world, 12);
  const { length } = world.writes;
  const before = weights(world);
  world.edit(CANARY, (canary) => ({
    ...canary,
    spec: { ...(canary.spec as object), service: { port: 80, name: 'podinfo-api' } },
  }));
  await pass(world, 6);
  const [former, anew] = [weights(world), weights(world, RENAMED)];
  await pass(world, 150);
  const told = world.events.map(({ message }) => message).filter((message) => message.includes('service name'));
  const { phase, canaryWeight } = world.canary().status ?? {};
  const end = {
    before,
    former,
    told,
    phase,
    canaryWeight,
    primary: running(world, PRIMARY),
    routes: weights(world, RENAMED),
  };
  return { end, anew, first: length + 1, last: length + 25 };
}

describe('a Canary whose service gets another name during a run', () => {
  it('leaves nobody on the canary under the former name, and runs anew, wherever the process is killed', async () => {
    const end = {
      before: [70, 30],
      former: [100, 0],
      told: ['The service name changed to podinfo-api, remove podinfo objects to avoid routing conflicts'],
      phase: 'Succeeded',
      canaryWeight: 0,
      primary: 'podinfo:2 x2',
      routes: [100, 0],
    };
    const undisturbed = await rename(() => false);
    expect(undisturbed).toMatchObject({ end, anew: [70, 30] });
    for (let number = undisturbed.first; number <= undisturbed.last; number++) {
      for (const moment of ['before', 'after'] as const) {
        const killed = await rename((write) => write.number === number && write.moment === moment);
        expect({ number, moment, ...killed.end }).toEqual({ number, moment, ...end });
      }
    }
  }, 120_000);
});
