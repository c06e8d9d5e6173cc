import { describe, expect, it } from '@jest/globals';
import type { KubeObject, Ref } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { aCanary, aDeployment, aShell, PRIMARY, running, setImage, TARGET, weights } from './podinfo.ts';

const phase = (shell: MemoryShell) => shell.canary().status?.phase;
const messages = (shell: MemoryShell) => shell.events.map(({ message }) => message);
const text = (shell: MemoryShell, ref: Ref) => JSON.stringify(shell.objects.peek(ref));

describe('a DaemonSet', () => {
  const DAEMON_SET = { ...TARGET, kind: 'DaemonSet' } as const;
  const primary = { ...PRIMARY, kind: 'DaemonSet' } as const;
  const ASLEEP = /flagger\.app\/scale-to-zero/;
  const withImage = (image: string): KubeObject => {
    const { spec } = aDeployment(image);
    return { ...DAEMON_SET, spec: { ...spec, replicas: undefined } };
  };

  async function initialized(spec: object = {}) {
    const shell = aShell({ canary: aCanary({ spec: { targetRef: { ...DAEMON_SET, name: 'podinfo' }, ...spec } }) });
    shell.objects.set(withImage('podinfo:1'));
    shell.start();
    await shell.pass(30);
    expect([phase(shell), text(shell, DAEMON_SET)]).toEqual(['Initialized', expect.stringMatching(ASLEEP)]);
    return shell;
  }

  it('is released and put to sleep, and its primary never sleeps', async () => {
    const shell = await initialized();
    shell.objects.set(withImage('podinfo:2'));
    await shell.pass(15);
    expect([weights(shell), phase(shell)]).toEqual([[70, 30], 'Progressing']);
    await shell.pass(80);
    expect([weights(shell), phase(shell)]).toEqual([[100, 0], 'Succeeded']);
    expect(text(shell, primary)).toContain('podinfo:2');
    expect(text(shell, primary)).not.toMatch(ASLEEP);
    expect(text(shell, DAEMON_SET)).toMatch(ASLEEP);
    expect(messages(shell)).toContain('Promotion completed! Scaling down podinfo.test');
  });

  it('whose pods do not come is taken back at the deadline, in the words of Flagger', async () => {
    const shell = await initialized({ progressDeadlineSeconds: 30 });
    shell.pods.broken.add('podinfo:2');
    shell.objects.set(withImage('podinfo:2'));
    await shell.pass(120);
    expect([weights(shell), phase(shell)]).toEqual([[100, 0], 'Failed']);
    expect(text(shell, primary)).toContain('podinfo:1');
    expect(messages(shell)).toContain(
      'canary damonset podinfo.test not ready with retryable false: exceeded its progressDeadlineSeconds: 30',
    );
  });

  it('takes its users back when its Canary is deleted', async () => {
    const shell = await initialized({ revertOnDeletion: true });
    shell.edit(shell.canary(), (found) => ({
      ...found,
      metadata: { ...found.metadata, deletionTimestamp: '2030-01-01T00:00:00Z' },
    }));
    await shell.pass(60);
    expect(text(shell, DAEMON_SET)).not.toMatch(ASLEEP);
    expect(text(shell, { ...TARGET, apiVersion: 'v1', kind: 'Service' })).toContain('"podinfo"');
  });
});

describe('a Service', () => {
  const service = (version: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: TARGET.metadata,
    spec: { clusterIP: '10.0.0.1', selector: { app: 'podinfo', version }, ports: [{ name: 'http', port: 80 }] },
  });
  const leads = (shell: MemoryShell, name: string) =>
    text(shell, { ...service(''), metadata: { name, namespace: 'test' } });

  it('is released by the mesh: users of its primary stay where it led until it is promoted', async () => {
    const shell = aShell({
      canary: aCanary({ spec: { targetRef: { apiVersion: 'v1', kind: 'Service', name: 'podinfo' } } }),
    });
    shell.objects.set(service('1'));
    shell.start();
    await shell.pass(30);
    expect([phase(shell), weights(shell)]).toEqual(['Initialized', [100, 0]]);
    shell.objects.set(service('2'));
    await shell.pass(8);
    expect([phase(shell), weights(shell)]).toEqual(['Progressing', [70, 30]]);
    expect(leads(shell, 'podinfo-canary')).toContain('"version":"2"');
    expect(leads(shell, 'podinfo-primary')).toContain('"version":"1"');
    await shell.pass(80);
    expect([phase(shell), weights(shell)]).toEqual(['Succeeded', [100, 0]]);
    expect(leads(shell, 'podinfo-primary')).toContain('"version":"2"');
    const { length } = shell.writes;
    await shell.pass(3600);
    expect(shell.writes.slice(length)).toEqual([]);
  });
});

describe('a ScaledObject', () => {
  const SCALED_OBJECT = {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: TARGET.metadata,
    spec: { scaleTargetRef: { name: 'podinfo' }, minReplicaCount: 2, triggers: [] },
  } satisfies KubeObject;
  const OF_PRIMARY = { ...SCALED_OBJECT, metadata: PRIMARY.metadata };
  const PAUSED = /paused-replicas/;

  it('that is missing leaves the target with its users, and is told; when it comes all begins', async () => {
    const { apiVersion, kind } = SCALED_OBJECT;
    const shell = aShell({ canary: aCanary({ spec: { autoscalerRef: { apiVersion, kind, name: 'podinfo' } } }) });
    shell.start();
    await shell.pass(60);
    expect([phase(shell), running(shell, TARGET)]).toEqual(['Initializing', 'podinfo:1 x2']);
    expect(shell.canary().status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Obstructed', status: 'True', message: expect.stringContaining('ScaledObject') }),
    );
    shell.objects.set(SCALED_OBJECT);
    await shell.pass(60);
    expect([phase(shell), running(shell, TARGET)]).toEqual(['Initialized', 'podinfo:1 x0']);
    expect([text(shell, SCALED_OBJECT), text(shell, OF_PRIMARY)]).toEqual([
      expect.stringMatching(PAUSED),
      expect.not.stringMatching(PAUSED),
    ]);
    setImage(shell, 'podinfo:2');
    await shell.pass(15);
    expect([running(shell, TARGET), text(shell, SCALED_OBJECT)]).toEqual([
      'podinfo:2 x2',
      expect.not.stringMatching(PAUSED),
    ]);
    await shell.pass(80);
    expect([phase(shell), running(shell, PRIMARY)]).toEqual(['Succeeded', 'podinfo:2 x2']);
    expect([text(shell, SCALED_OBJECT), text(shell, OF_PRIMARY)]).toEqual([
      expect.stringMatching(PAUSED),
      expect.not.stringMatching(PAUSED),
    ]);
  });
});
