import { describe, expect, it } from '@jest/globals';
import { mergePatched, Stop, type KubeObject } from '@flagger/api';
import { aCanary, aConfig, aDaemonSet, aDeployment } from '@flagger/testing';
import { revisionIn, withImage, workloadsOn } from '../../test/workloads-in-memory.ts';
import { SLEEPS, type DaemonSetStatus } from './daemon-set.ts';

const SINCE = '2030-01-01T00:00:00Z';
const canary = aCanary({
  spec: { targetRef: { kind: 'DaemonSet' }, progressDeadlineSeconds: 60, analysis: { canaryReadyThreshold: 50 } },
  status: { phase: 'Progressing', lastTransitionTime: SINCE },
});
const sleeping = { spec: { template: { spec: { nodeSelector: { [SLEEPS]: 'true' } } } } };
const ref = (name: string) => ({ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name, namespace: 'test' } });

const on = (objects: readonly KubeObject[], afterMs = 0) =>
  workloadsOn(objects, { now: () => Date.parse(SINCE) + afterMs });

async function seen(changes: object, afterMs = 0) {
  const { target } = await on([aDaemonSet(changes)], afterMs).workloads.see(canary);
  return target.state === 'found' ? target.workload : target;
}

describe('the pods of a DaemonSet', () => {
  const all = { observedGeneration: 2, desiredNumberScheduled: 4, updatedNumberScheduled: 4, numberAvailable: 4 };
  const state = async (status: DaemonSetStatus, afterMs = 0) => seen({ metadata: { generation: 2 }, status }, afterMs);

  it.each<[string, DaemonSetStatus, string]>([
    [
      'the spec is not seen yet',
      { ...all, observedGeneration: 1 },
      'observed daemonset generation less than desired generation',
    ],
    ['some have the former template', { ...all, updatedNumberScheduled: 3 }, '3 out of 4 new pods have been updated'],
    ['too few are available', { ...all, numberAvailable: 1 }, '1 of 2 (readyThreshold 50%) updated pods are available'],
    ['no node takes one', { observedGeneration: 2 }, 'no node takes its pods'],
  ])('may still come while %s', async (_title, status, message) => {
    expect(await state(status)).toMatchObject({
      state: { state: 'waking', message: `waiting for rollout to finish: ${message}` },
    });
  });

  it('are ready when enough are available', async () => {
    expect(await state({ ...all, numberAvailable: 2 })).toMatchObject({ state: { state: 'ready' }, isServing: true });
  });

  it('are given up at the deadline of the Canary', async () => {
    expect(await state({ ...all, numberAvailable: 1 })).toMatchObject({
      state: { state: 'waking', ifStuck: 'exceeded its progressDeadlineSeconds: 60', isRolledOut: true },
      isServing: true,
    });
  });

  it('are not asked for while it sleeps, and serve nobody even while the last ones end', async () => {
    expect(await seen({ ...sleeping, status: all })).toMatchObject({ state: { state: 'asleep' }, isServing: false });
  });
});

describe('a DaemonSet that sleeps', () => {
  const nodes = { spec: { template: { spec: { nodeSelector: { disk: 'fast' } } } } };

  it.each([
    ['of its own nodes', nodes],
    ['of any node', {}],
  ])('is the same revision, and comes back as it was: %s', async (_title, changes) => {
    const { workloads, objects } = on([aDaemonSet(changes)]);
    const before = revisionIn(await workloads.see(canary));
    expect(await workloads.sleepTarget(canary)).toEqual(['DaemonSet podinfo']);
    expect(objects.peek(ref('podinfo'))).toMatchObject(sleeping);
    expect(await workloads.sleepTarget(canary)).toEqual([]);
    expect(revisionIn(await workloads.see(canary))).toBe(before);
    expect(await workloads.wakeTarget(canary, true)).toEqual(['DaemonSet podinfo']);
    expect(await workloads.wakeTarget(canary)).toEqual([]);
    expect(JSON.stringify(objects.peek(ref('podinfo')))).not.toContain(SLEEPS);
    expect(revisionIn(await workloads.see(canary))).toBe(before);
  });

  it('is another revision with another image', async () => {
    const revision = async (changes: object) => revisionIn(await on([aDaemonSet(changes)]).workloads.see(canary));
    expect(await revision(sleeping)).not.toBe(await revision(withImage('registry.example/podinfo:2.0.0')));
  });

  it('never takes its primary along', async () => {
    const { workloads, objects } = on([aDaemonSet(mergePatched(sleeping, nodes) as object)]);
    const asleep = () => objects.peek(ref('podinfo-primary'));
    await workloads.ensurePrimary(canary, 'run-1');
    expect(asleep()).toMatchObject(nodes);
    expect(JSON.stringify(asleep())).not.toContain(SLEEPS);
    const { target } = await workloads.see(canary);
    expect(target).toMatchObject({ isPromoted: true });
    await workloads.promote(canary, { revision: target.state === 'found' ? target.workload.revision : '' }, 'run-2');
    expect(JSON.stringify(asleep())).not.toContain(SLEEPS);
  });
});

describe('a DaemonSet as target', () => {
  const using = {
    spec: {
      template: {
        spec: { containers: [{ name: 'main', image: 'x', envFrom: [{ configMapRef: { name: 'settings' } }] }] },
      },
    },
  };

  it('has its configs tracked and copied', async () => {
    const { workloads, objects } = on([aDaemonSet(using), aConfig('settings')]);
    expect(await workloads.ensurePrimary(canary, 'run-1')).toEqual([
      'ConfigMap settings-primary',
      'DaemonSet podinfo-primary',
    ]);
    expect(JSON.stringify(objects.peek(ref('podinfo-primary')))).toContain('settings-primary');
    expect((await workloads.see(canary)).target).toMatchObject({
      configs: { 'configmap/settings': expect.any(String) },
    });
  });

  it.each<[string, object, object]>([
    [
      'updates its pods only when somebody deletes them',
      { spec: { updateStrategy: { type: 'OnDelete' } } },
      {
        message: 'daemonset podinfo.test must have RollingUpdate strategy but have OnDelete',
        allowed: 'the name of a DaemonSet whose spec.updateStrategy.type is RollingUpdate (it is OnDelete)',
      },
    ],
    [
      'needs a ConfigMap that is missing',
      using,
      { message: expect.stringMatching(/^createPrimaryDaemonSet failed: GetTargetConfigs failed: configmap settings/) },
    ],
    [
      'has no label to tell its pods by',
      { spec: { selector: { matchLabels: { app: null, x: 'y' } } } },
      {
        message:
          "getSelectorLabel failed: daemonset podinfo.test spec.selector.matchLabels must contain one of [app name app.kubernetes.io/name]'",
        allowed: expect.stringContaining('a DaemonSet'),
      },
    ],
  ])('cannot be worked with where it %s', async (_title, changes, problem) => {
    const { workloads } = on([aDaemonSet(changes)]);
    expect((await workloads.see(canary)).target).toMatchObject({ state: 'unusable', ...problem });
  });

  it('is another one than the Deployment of its name', async () => {
    const { workloads } = on([aDeployment()]);
    expect((await workloads.see(canary)).target).toMatchObject({
      state: 'missing',
      message: 'daemonset podinfo.test get query error: daemonsets.apps "podinfo" not found',
    });
  });

  it('that is at no revision to promote is refused, and so is one that is unfit', async () => {
    const { workloads } = on([aDaemonSet()]);
    await workloads.ensurePrimary(canary, 'run-1');
    await expect(workloads.promote(canary, { revision: 'sha256:other' }, 'run-2')).rejects.toThrow(
      'promoting daemonset podinfo.test',
    );
    const unfit = on([aDaemonSet({ spec: { updateStrategy: { type: 'OnDelete' } } })]).workloads;
    await expect(unfit.ensurePrimary(canary, 'run-1')).rejects.toThrow(Stop);
  });
});
