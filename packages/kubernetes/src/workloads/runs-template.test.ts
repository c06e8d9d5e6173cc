import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '@flagger/api';
import { aCanary, aConfig, aDaemonSet, aDeployment } from '@flagger/testing';
import { workloadsOn } from '../../test/workloads-in-memory.ts';

const restarted = (at: string | undefined): object => ({
  spec: {
    template: { metadata: { annotations: at === undefined ? {} : { 'kubectl.kubernetes.io/restartedAt': at } } },
  },
});
const initialising = (configMap: string): object => ({
  spec: {
    template: {
      spec: { initContainers: [{ name: 'migrate', image: 'm', envFrom: [{ configMapRef: { name: configMap } }] }] },
    },
  },
});
const ANOTHER_IMAGE = { spec: { template: { spec: { containers: [{ name: 'main', image: 'other' }] } } } };

describe.each([
  ['Deployment', aDeployment],
  ['DaemonSet', aDaemonSet],
])('whether the primary of a %s runs what the target is at', (kind, aTarget) => {
  const canary = aCanary({ spec: { targetRef: { kind } } });
  const primary = { apiVersion: 'apps/v1', kind, metadata: { name: 'podinfo-primary', namespace: 'test' } };

  async function isPromoted(target: object, edits: readonly object[], configs: readonly KubeObject[] = []) {
    const { workloads, objects } = workloadsOn([aTarget(target), ...configs]);
    await workloads.ensurePrimary(canary, 'run-1');
    for (const edit of edits) {
      await objects.patch(primary, edit);
    }
    const seen = await workloads.see(canary);
    return seen.target.state === 'found' && seen.target.isPromoted;
  }

  it.each([
    ['the target never was', undefined, '2025-03-01T10:00:00Z'],
    ['the target was before', '2025-03-01T09:00:00Z', '2025-03-01T10:00:00Z'],
    ['the target was before, by a clock of another zone', '2025-03-01T10:30:00+02:00', '2025-03-01T09:00:00Z'],
  ])('does not depend on a restart of the primary where %s', async (_title, target, own) => {
    expect(await isPromoted(restarted(target), [restarted(own)])).toBe(true);
    expect(await isPromoted(restarted(target), [restarted(own), ANOTHER_IMAGE])).toBe(false);
  });

  it.each([
    ['was restarted before it', '2025-03-01T10:00:00Z', '2025-03-01T09:00:00Z'],
    ['never was', '2025-03-01T10:00:00Z', null],
    ['says no time', '2025-03-01T10:00:00Z', 'soon'],
  ])('is a new revision where the target is restarted and the primary %s', async (_title, target, own) => {
    const annotations = { 'kubectl.kubernetes.io/restartedAt': own };
    expect(await isPromoted(restarted(target), [{ spec: { template: { metadata: { annotations } } } }])).toBe(false);
  });

  it('does not depend on whether init containers name copies of configs, as they do not with Flagger before 1.44', async () => {
    const configs = [aConfig('settings'), aConfig('other')];
    expect(await isPromoted(initialising('settings'), [], configs)).toBe(true);
    expect(await isPromoted(initialising('settings'), [initialising('settings')], configs)).toBe(true);
    expect(await isPromoted(initialising('settings'), [initialising('other')], configs)).toBe(false);
  });
});
