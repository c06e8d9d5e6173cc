import { describe, expect, it } from '@jest/globals';
import { aCanary, aShell, PRIMARY, ROUTE, running, setImage, TARGET, weights } from './podinfo.ts';

const MISSING =
  'spec.provider: VirtualService networking.istio.io/v1beta1 is not installed in this cluster; '
  + 'istio needs virtualservices.networking.istio.io, destinationrules.networking.istio.io';
const KEDA =
  'spec.autoscalerRef: ScaledObject keda.sh/v1alpha1 is not installed in this cluster; KEDA needs scaledobjects.keda.sh';
const CANARY = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'podinfo', namespace: 'test' },
} as const;
const SCALED_OBJECT = {
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'ScaledObject',
  metadata: { name: 'podinfo', namespace: 'test' },
  spec: { scaleTargetRef: { name: 'podinfo' }, triggers: [] },
};

type Shell = ReturnType<typeof aShell>;

const obstructed = (shell: Shell) => shell.canary().status?.conditions?.find(({ type }) => type === 'Obstructed');
const phaseOf = (shell: Shell) => shell.canary().status?.phase;
const countOf = (shell: Shell, text: string): number => shell.events.filter(({ message }) => message === text).length;

async function started(uninstalled: Set<string>, canary = aCanary()): Promise<Shell> {
  const shell = aShell({ uninstalled, canary });
  shell.start();
  await shell.pass(30);
  return shell;
}

async function midRun(canary = aCanary({ spec: { progressDeadlineSeconds: 120 } })) {
  const kinds = new Set<string>();
  const shell = await started(kinds, canary);
  setImage(shell, 'podinfo:2');
  await shell.pass(15);
  expect(weights(shell)).toEqual([70, 30]);
  shell.objects.delete(ROUTE);
  kinds.add(ROUTE.kind);
  await shell.pass(35);
  return { shell, kinds };
}

describe('a mesh that nobody installed', () => {
  it('stops neither services nor primary, is told once, and is used as soon as it is there', async () => {
    const kinds = new Set([ROUTE.kind]);
    const shell = await started(kinds);
    expect([running(shell, PRIMARY), running(shell, TARGET)]).toEqual(['podinfo:1 x2', 'podinfo:1 x2']);
    expect(obstructed(shell)).toMatchObject({ status: 'True', reason: 'NotInstalled', message: MISSING });
    await shell.pass(600);
    expect([phaseOf(shell), countOf(shell, MISSING)]).toEqual(['Initializing', 1]);
    kinds.clear();
    await shell.pass(60);
    expect([phaseOf(shell), weights(shell), obstructed(shell)]).toEqual(['Initialized', [100, 0], undefined]);
  });

  it('is read of no more often than twice a minute or so while a canary rests', async () => {
    const kinds = new Set<string>();
    const shell = await started(kinds);
    kinds.add(ROUTE.kind);
    await shell.pass(700);
    const before = [shell.turnCount, shell.writes.length] as const;
    await shell.pass(600);
    expect(shell.turnCount - before[0]).toBeLessThan(60);
    expect(shell.writes.length).toBe(before[1]);
  });
});

describe('a mesh that somebody takes out of the cluster during a run', () => {
  it('is told, and the run goes on when it is back', async () => {
    const { shell, kinds } = await midRun();
    expect([phaseOf(shell), obstructed(shell)?.message, countOf(shell, MISSING)]).toEqual(['Progressing', MISSING, 1]);
    kinds.clear();
    await shell.pass(120);
    expect([phaseOf(shell), weights(shell), running(shell, PRIMARY)]).toEqual(['Succeeded', [100, 0], 'podinfo:2 x2']);
    expect(obstructed(shell)).toBeUndefined();
  });

  it("ends the run at the canary's deadline", async () => {
    const { shell } = await midRun();
    await shell.pass(150);
    expect([phaseOf(shell), running(shell, PRIMARY), running(shell, TARGET)]).toEqual([
      'Failed',
      'podinfo:1 x2',
      'podinfo:2 x0',
    ]);
  });

  it('does not keep a Canary from being suspended', async () => {
    const { shell } = await midRun();
    shell.edit(CANARY, (found) => ({ ...found, spec: { ...(found.spec as object), suspend: true } }));
    await shell.pass(600);
    expect([phaseOf(shell), countOf(shell, 'skipping canary run as object is suspended')]).toEqual(['Progressing', 1]);
  });
});

describe('KEDA that nobody installed', () => {
  const autoscalerRef = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', name: 'podinfo' };

  it('is told on the canary that needs it, whose target serves on, and is used as soon as it is there', async () => {
    const kinds = new Set(['ScaledObject']);
    const shell = aShell({ uninstalled: kinds, canary: aCanary({ spec: { autoscalerRef } }) });
    shell.objects.set(SCALED_OBJECT);
    shell.start();
    await shell.pass(120);
    expect([running(shell, PRIMARY), running(shell, TARGET)]).toEqual(['podinfo:1 x2', 'podinfo:1 x2']);
    expect([phaseOf(shell), countOf(shell, KEDA)]).toEqual(['Initializing', 1]);
    expect(obstructed(shell)).toMatchObject({ status: 'True', reason: 'NotInstalled', message: KEDA });
    kinds.clear();
    await shell.pass(120);
    expect([phaseOf(shell), obstructed(shell)]).toEqual(['Initialized', undefined]);
  });

  it.each([0, 60])(
    'leaves primary and services to a Canary that is made again %d s after it was taken out',
    async (after) => {
      const kinds = new Set<string>();
      const first = aCanary({ spec: { autoscalerRef } });
      const shell = aShell({ uninstalled: kinds, canary: first });
      shell.objects.set(SCALED_OBJECT);
      shell.start();
      await shell.pass(120);
      kinds.add('ScaledObject');
      shell.objects.delete(SCALED_OBJECT);
      shell.objects.delete({ ...SCALED_OBJECT, metadata: { name: 'podinfo-primary', namespace: 'test' } });
      await shell.pass(after);
      shell.objects.delete(CANARY);
      shell.objects.set({ ...first, metadata: { ...first.metadata, uid: 'uid-of-the-second' } });
      await shell.pass(20);
      const ours = ['podinfo', 'podinfo-primary', 'podinfo-canary']
        .map((name) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'test' } }))
        .concat(PRIMARY)
        .flatMap((ref) => shell.objects.peek(ref)?.metadata.ownerReferences?.map(({ uid }) => uid));
      expect(ours).toEqual(Array.from({ length: 4 }, () => 'uid-of-the-second'));
    },
  );
});
