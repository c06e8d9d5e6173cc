import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '@flagger/api';
import { aCanary, aDeployment } from '@flagger/testing';
import { canary, initialized, workloadsOn } from '../../test/workloads-in-memory.ts';

const ports = [{ containerPort: 9797 }, { name: 'web', containerPort: 9898 }];
const labels = { app: 'podinfo', team: 'x' };
const target = aDeployment({
  spec: {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'podinfo:1', ports }] } },
  },
});
const service = (name: string, selector: object): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'test' },
  spec: { selector },
});
const services = [service('podinfo-primary', { team: 'x-primary' }), service('podinfo-canary', { team: 'x' })] as const;

describe('the backends of a canary', () => {
  it('find pods by the label that services are to select by, before there are any', async () => {
    const { workloads, objects } = workloadsOn([target]);
    expect(await workloads.backends(canary)).toMatchObject({
      apex: { name: 'podinfo', selector: { app: 'podinfo-primary' } },
      primary: { name: 'podinfo-primary', selector: { app: 'podinfo-primary' } },
      canary: { name: 'podinfo-canary', selector: { app: 'podinfo' } },
    });
    expect(objects.writes).toEqual([]);
  });

  it('keep the label by which the primary was made, whatever services say that somebody changed', async () => {
    const { workloads, objects } = await initialized([target, ...services]);
    objects.set(aDeployment({ spec: { selector: { matchLabels: { ...labels, app: 'podinfo-web' } } } }));
    const { primary, canary: next } = await workloads.backends(canary);
    expect([primary.selector, next.selector]).toEqual([{ app: 'podinfo-primary' }, { app: 'podinfo-web' }]);
  });

  it('find them as the services do where there is no target', async () => {
    const { primary, canary: next } = await workloadsOn(services).workloads.backends(canary);
    expect([primary.selector, next.selector]).toEqual([{ team: 'x-primary' }, { team: 'x' }]);
  });

  it.each([
    ['there is neither target nor service', canary],
    [
      'nobody knows the kind of the target',
      aCanary({
        spec: { targetRef: { ...canary.spec.targetRef, apiVersion: 'serving.knative.dev/v1', kind: 'Service' } },
      }),
    ],
  ])('have no selectors where %s', async (_, of) => {
    const { primary, canary: next } = await workloadsOn([]).workloads.backends(of);
    expect([primary.selector, next.selector]).toEqual([undefined, undefined]);
  });
});

describe('the port that pods listen on', () => {
  it.each([
    ["the Canary's where it names none", '', 80],
    ["the Canary's where 0 stands for the default", '0', 80],
    ['a number', 8080, 8080],
    ['the one that a container calls by that name', 'web', 9898],
    ['unknown where no container has one of that name', 'admin', undefined],
  ])('is %s', async (_title, targetPort, expected) => {
    const of = aCanary({ spec: { service: { port: 80, targetPort } } });
    expect((await workloadsOn([target]).workloads.backends(of)).primary.targetPort).toBe(expected);
  });

  it('is unknown by name until the target is there', async () => {
    const of = aCanary({ spec: { service: { port: 80, targetPort: 'web' } } });
    expect((await workloadsOn(services).workloads.backends(of)).primary.targetPort).toBeUndefined();
  });
});
