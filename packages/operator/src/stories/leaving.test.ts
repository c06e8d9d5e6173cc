import type { KubeObject } from '@flagger/api';
import type { MemoryShell, Process, WriteAttempt } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, aShell, PRIMARY, ROUTE, running, setImage, TARGET, weights } from './podinfo.ts';

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
function served(shell: MemoryShell): number {
  const service = shell.objects.peek<Service>(SERVICE);
  const pods = service?.spec.selector.app === 'podinfo' ? TARGET : PRIMARY;
  return shell.objects.peek<Deployment>(pods)?.status?.availableReplicas ?? 0;
}

type Kill = (write: WriteAttempt) => boolean;

/** A shell whose process is killed at most once, and started again a second later. */
function aKilled(kill: Kill): { readonly shell: MemoryShell; readonly least: () => number } {
  let [isKilled, isWatched, least] = [false, false, Infinity];
  const onWrite = (write: WriteAttempt, process: Process): void => {
    isWatched ||= write.what === 'status Terminating';
    least = isWatched ? Math.min(least, served(shell)) : least;
    if (!isKilled && kill(write)) {
      isKilled = true;
      process.kill();
    }
  };
  const shell: MemoryShell = aShell({ canary: CANARY, onWrite });
  return { shell, least: () => least };
}

async function pass(shell: MemoryShell, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await shell.pass(1);
    if (shell.process?.isDead) {
      shell.start();
    }
  }
}

/** What follows is deleted in the middle of a run; the service and the routes were there before. */
async function deletion(kill: Kill) {
  const { shell, least } = aKilled(kill);
  shell.objects.set(THEIR_SERVICE);
  shell.objects.set(THEIR_ROUTE);
  shell.start();
  await pass(shell, 20);
  setImage(shell, 'podinfo:2');
  await pass(shell, 12);
  const { length } = shell.writes;
  shell.objects.cluster.remove(CANARY, 'hand');
  await pass(shell, 60);
  const told = shell.events.map(({ message }) => message).filter((message) => message.startsWith('Terminat'));
  const { spec } = shell.objects.peek<Service>(SERVICE) ?? {};
  const route = shell.objects.peek(ROUTE)?.spec;
  const end = {
    isGone: !shell.objects.peek(CANARY),
    told,
    selector: spec?.selector,
    route,
    target: running(shell, TARGET),
  };
  return { end, least: least(), first: length + 1, last: shell.writes.length };
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
    const shell = aShell({ canary: CANARY });
    shell.objects.set(THEIR_SERVICE);
    shell.start();
    await shell.pass(20);
    shell.pods.broken.add('podinfo:bad');
    setImage(shell, 'podinfo:bad');
    await shell.pass(12);
    shell.objects.cluster.remove(CANARY, 'hand');
    await shell.pass(1000);
    expect([shell.canary().status?.phase, served(shell), weights(shell)]).toEqual(['Terminating', 2, [100, 0]]);
    expect(shell.events.map(({ message }) => message).join('\n')).toContain('Not reverted yet, the primary serves on');
    setImage(shell, 'podinfo:3');
    await shell.pass(60);
    expect([shell.objects.peek(CANARY), served(shell), running(shell, TARGET)]).toEqual([undefined, 2, 'podinfo:3 x2']);
  });

  it('is gone at once where that is taken back', async () => {
    const shell = aShell({ canary: CANARY });
    shell.start();
    await shell.pass(20);
    shell.pods.broken.add('podinfo:1');
    shell.objects.cluster.remove(CANARY, 'hand');
    await shell.pass(100);
    expect(shell.canary().metadata.finalizers).toEqual(['finalizer.flagger.app']);
    shell.edit(CANARY, (canary) => ({ ...canary, spec: aCanary().spec }));
    await shell.pass(1);
    expect(shell.objects.peek(CANARY)).toBeUndefined();
  });
});

/** The service gets another name in the middle of a run. */
async function rename(kill: Kill) {
  const { shell } = aKilled(kill);
  shell.start();
  await pass(shell, 20);
  setImage(shell, 'podinfo:2');
  await pass(shell, 12);
  const { length } = shell.writes;
  const before = weights(shell);
  shell.edit(CANARY, (canary) => ({
    ...canary,
    spec: { ...(canary.spec as object), service: { port: 80, name: 'podinfo-api' } },
  }));
  await pass(shell, 6);
  const [former, anew] = [weights(shell), weights(shell, RENAMED)];
  await pass(shell, 150);
  const told = shell.events.map(({ message }) => message).filter((message) => message.includes('service name'));
  const { phase, canaryWeight } = shell.canary().status ?? {};
  const end = {
    before,
    former,
    told,
    phase,
    canaryWeight,
    primary: running(shell, PRIMARY),
    routes: weights(shell, RENAMED),
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
