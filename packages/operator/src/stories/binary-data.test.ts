import type { KubeObject } from '@flagger/api';
import { aConfig } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aDeployment, aShell } from './podinfo.ts';

interface Store extends KubeObject {
  readonly binaryData?: object;
}

const COPY: Store = aConfig('store-primary');
const store = (jks: string): KubeObject => aConfig('store', { binaryData: { 'store.jks': jks } });

function mounting(): KubeObject {
  const { spec, ...target } = aDeployment('podinfo:1');
  const pods = {
    containers: [{ name: 'main', image: 'podinfo:1' }],
    volumes: [{ name: 'store', configMap: { name: 'store' } }],
  };
  return { ...target, spec: { ...spec, template: { metadata: { labels: { app: 'podinfo' } }, spec: pods } } };
}

describe('binaryData of a ConfigMap', () => {
  it('goes to the primary, and an edit of it alone is analysed first', async () => {
    const world = aShell();
    world.objects.set(mounting());
    world.objects.set(store('AAAA'));
    world.start();
    await world.pass(20);
    const held = (): unknown => world.objects.peek<Store>(COPY)?.binaryData;
    const phase = (): unknown => world.canary().status?.phase;
    expect([phase(), held()]).toEqual(['Initialized', { 'store.jks': 'AAAA' }]);
    world.objects.set(store('BBBB'));
    await world.pass(10);
    expect([phase(), held()]).toEqual(['Progressing', { 'store.jks': 'AAAA' }]);
    await world.pass(100);
    expect([phase(), held()]).toEqual(['Succeeded', { 'store.jks': 'BBBB' }]);
  });
});
