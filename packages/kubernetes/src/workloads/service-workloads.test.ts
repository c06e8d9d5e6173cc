import { describe, expect, it } from '@jest/globals';
import { Conflict, mergePatched, Wait, type KubeObject } from '@flagger/api';
import { aCanary } from '@flagger/testing';
import { revisionIn, workloadsOn } from '../../test/workloads-in-memory.ts';
import type { Service } from './service.ts';

const canary = aCanary({
  spec: { targetRef: { apiVersion: 'v1', kind: 'Service' }, service: { trafficDistribution: 'PreferClose' } },
});
const HTTP = { name: 'http', protocol: 'TCP', port: 80, targetPort: 9898 };
const target = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'podinfo',
    namespace: 'test',
    labels: { team: 'x', 'kustomize.toolkit.fluxcd.io/name': 'apps' },
    annotations: { note: 'y', 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
  },
  spec: {
    type: 'NodePort',
    clusterIP: '10.0.0.1',
    clusterIPs: ['10.0.0.1'],
    selector: { app: 'podinfo', version: '1' },
    ports: [{ ...HTTP, nodePort: 30080 }],
  },
};
const changed = (changes: object): KubeObject => mergePatched(target, changes) as KubeObject;
const version = (number: string): KubeObject => changed({ spec: { selector: { version: number } } });

function started() {
  const { workloads, objects } = workloadsOn([target]);
  const read = (name: string) => objects.peek<Service>({ ...target, metadata: { name, namespace: 'test' } });
  const see = () => workloads.see(canary);
  return { workloads, objects, read, see };
}

async function initialized() {
  const all = started();
  await all.workloads.ensureServices(canary);
  await all.workloads.ensurePrimary(canary, 'run-1');
  all.objects.writes.length = 0;
  return all;
}

describe('a Service as target', () => {
  it('gets copies for both sides, without the addresses that it alone can have', async () => {
    const { workloads, read } = started();
    expect(await workloads.ensureServices(canary)).toEqual(['Service podinfo-canary']);
    expect(await workloads.ensurePrimary(canary, 'run-1')).toEqual(['Service podinfo-primary']);
    expect(await workloads.ensureApex(canary)).toEqual([]);
    const spec = {
      type: 'NodePort',
      selector: { app: 'podinfo', version: '1' },
      ports: [HTTP],
      trafficDistribution: 'PreferClose',
    };
    expect(read('podinfo-canary')?.spec).toEqual(spec);
    expect(read('podinfo-primary')?.spec).toEqual(spec);
    expect(read('podinfo-primary')?.metadata).toMatchObject({
      labels: { team: 'x' },
      annotations: { note: 'y', 'flagger-id': 'run-1', 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' },
      ownerReferences: [{ kind: 'Canary', name: 'podinfo', controller: true }],
    });
    expect(Object.keys(read('podinfo-primary')?.metadata.annotations ?? {})).toHaveLength(4);
    expect(read('podinfo')).toEqual(expect.objectContaining({ spec: target.spec }));
  });

  it('is seen as ready, promoted, and called by users itself', async () => {
    const { see, workloads } = await initialized();
    expect(await see()).toMatchObject({
      target: {
        state: 'found',
        workload: { state: { state: 'ready' }, isServing: true },
        configs: {},
        isPromoted: true,
      },
      primary: { state: { state: 'ready' }, isServing: true, flaggerId: 'run-1' },
      isApexOnPrimary: true,
    });
    expect(await workloads.ensureServices(canary)).toEqual([]);
    expect(await workloads.ensurePrimary(canary, 'run-2')).toEqual([]);
  });

  it.each<[string, object, boolean]>([
    ['where it leads', { spec: { selector: { version: '2' } } }, true],
    ['its addresses', { spec: { clusterIP: '10.0.0.2', clusterIPs: ['10.0.0.2'] } }, false],
    ['its labels', { metadata: { labels: { team: 'z' } } }, false],
  ])('of which somebody changes %s', async (_title, changes, isNew) => {
    const { see, objects } = await initialized();
    const before = revisionIn(await see());
    objects.set(changed(changes));
    expect(revisionIn(await see()) !== before).toBe(isNew);
    expect((await see()).target).toMatchObject({ isPromoted: !isNew });
  });

  it('leads the canary on at once, and the primary when it is promoted', async () => {
    const { workloads, objects, read, see } = await initialized();
    objects.set(version('2'));
    expect(await workloads.ensureServices(canary)).toEqual(['Service podinfo-canary']);
    const versions = () => ['podinfo-primary', 'podinfo-canary'].map((name) => read(name)?.spec.selector?.['version']);
    expect(versions()).toEqual(['1', '2']);
    const { primary, canary: next } = await workloads.backends(canary);
    expect([primary.selector, next.selector]).toMatchObject([{ version: '1' }, { version: '2' }]);
    expect(await workloads.promote(canary, { revision: revisionIn(await see()) }, 'run-2')).toEqual([
      'Service podinfo-primary',
    ]);
    expect(versions()).toEqual(['2', '2']);
    expect(await see()).toMatchObject({ target: { isPromoted: true }, primary: { flaggerId: 'run-2' } });
    expect(await workloads.promote(canary, { revision: revisionIn(await see()) }, 'run-2')).toEqual([]);
  });

  it('keeps the node ports that its copies were given', async () => {
    const { workloads, objects, read, see } = await initialized();
    const given = read('podinfo-primary');
    objects.set({ ...given, spec: { ...given?.spec, ports: [{ ...HTTP, nodePort: 30099 }] } } as Service);
    expect((await see()).target).toMatchObject({ isPromoted: true });
    objects.set(changed({ spec: { ports: [{ ...HTTP, targetPort: 9999, nodePort: 30080 }] } }));
    await workloads.promote(canary, { revision: revisionIn(await see()) }, 'run-2');
    expect(read('podinfo-primary')?.spec.ports).toEqual([{ ...HTTP, targetPort: 9999, nodePort: 30099 }]);
  });

  it('is promoted at the revision only that was decided on, and where there is a primary', async () => {
    const { workloads } = await initialized();
    await expect(workloads.promote(canary, { revision: 'sha256:other' }, 'run-2')).rejects.toThrow(Conflict);
    const { workloads: others, see } = started();
    await expect(others.promote(canary, { revision: revisionIn(await see()) }, 'run-2')).rejects.toThrow(Wait);
  });

  it('does not sleep, and needs nothing to be given back', async () => {
    const { workloads, objects } = await initialized();
    expect(await workloads.sleepTarget(canary)).toEqual([]);
    expect(await workloads.wakeTarget(canary)).toEqual([]);
    expect(await workloads.releaseServices(canary)).toEqual([]);
    expect(objects.writes).toEqual([]);
  });

  it('that is missing is told in the words of Flagger', async () => {
    const { workloads } = workloadsOn([]);
    expect(await workloads.see(canary)).toMatchObject({
      target: { state: 'missing', message: 'service podinfo.test get query error: services "podinfo" not found' },
      primary: undefined,
      isApexOnPrimary: false,
    });
    await expect(workloads.ensureServices(canary)).rejects.toThrow(Wait);
  });
});
