import { describe, expect, it } from '@jest/globals';
import { aCanary, aDeployment } from '@flagger/testing';
import { workloadsOn } from '../../test/workloads-in-memory.ts';

const ports = [{ name: 'web', containerPort: 8080 }, { containerPort: 9090 }];
const target = (containers: readonly object[], more: object = {}) =>
  aDeployment({ spec: { template: { metadata: { labels: { app: 'podinfo' } }, spec: { containers, ...more } } } });
const withPorts = target([{ name: 'main', image: 'podinfo:1', ports }]);

async function seen(service: object, deployment = withPorts) {
  const { workloads, objects } = workloadsOn([deployment]);
  const canary = aCanary({ spec: { service: { port: 80, ...service } } });
  return { see: async () => (await workloads.see(canary)).target, objects };
}

describe('a target port that is a name', () => {
  it('which no container has makes the target unusable, until one has it', async () => {
    const { see, objects } = await seen({ targetPort: 'nope' });
    expect(await see()).toEqual({
      state: 'unusable',
      message: 'deployment podinfo.test has no port called nope',
      field: 'spec.service.targetPort',
      found: '"nope"',
      allowed: 'a number or one of the names web: no container of deployment podinfo has a port of that name',
    });
    objects.set(target([{ name: 'main', image: 'podinfo:1', ports: [{ name: 'nope', containerPort: 1 }] }]));
    expect(await see()).toMatchObject({ state: 'found' });
  });

  it.each<[string, object, ReturnType<typeof target>]>([
    ['that a container has', { targetPort: 'web' }, withPorts],
    [
      'that a side car has',
      { targetPort: 'web' },
      target([{ name: 'main' }], { initContainers: [{ name: 'side', ports }] }),
    ],
    ['that is empty', { targetPort: '' }, withPorts],
  ])('%s is found', async (_, service, deployment) => {
    const { see } = await seen(service, deployment);
    expect(await see()).toMatchObject({ state: 'found' });
  });
});

describe('a target port that is a number', () => {
  it.each<[object, string]>([
    [
      { targetPort: 9999 },
      'spec.service.targetPort: no container of deployment podinfo declares port 9999, only 8080, 9090',
    ],
    [{ targetPort: 0 }, 'spec.service.port: no container of deployment podinfo declares port 80, only 8080, 9090'],
  ])('%j which no container declares is told, and worked with', async (service, advice) => {
    const { see } = await seen(service);
    expect(await see()).toMatchObject({ state: 'found', advice: [advice] });
  });

  it('is not told where it is declared, or nothing is', async () => {
    const declared = await seen({ targetPort: 9090 });
    const nothing = await seen({}, target([{ name: 'main', image: 'podinfo:1' }]));
    expect(await declared.see()).not.toHaveProperty('advice');
    expect(await nothing.see()).not.toHaveProperty('advice');
  });
});
