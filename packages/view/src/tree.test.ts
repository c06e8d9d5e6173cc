import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '@flagger/api';
import { treeOf, wantedObjects } from './tree.ts';

const canary = (spec: object): KubeObject => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'podinfo', namespace: 'test' },
  spec: { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' }, ...spec },
});

const namesOf = (kind: string, spec: object = {}): readonly string[] =>
  wantedObjects(canary(spec)).flatMap((each) => (each.kind === kind ? [each.name] : []));

describe('the tree of a canary', () => {
  it.each([
    ['VirtualService', ['podinfo']],
    ['DestinationRule', ['podinfo-primary', 'podinfo-canary']],
    ['VirtualNode', ['podinfo-primary', 'podinfo-canary']],
    ['RouteTable', ['podinfo']],
    ['Upstream', ['test-podinfo-primaryupstream-9898', 'test-podinfo-canaryupstream-9898']],
    ['TrafficRoute', ['podinfo']],
    ['ApisixRoute', ['shop', 'shop-podinfo-canary']],
    ['Ingress', ['front', 'front-canary']],
  ])('has what is made of %s', (kind, names) => {
    const spec = { service: { port: 9898 }, routeRef: { name: 'shop' }, ingressRef: { name: 'front' } };
    expect(namesOf(kind, spec)).toEqual(names);
  });

  it('asks for no Ingress and no ApisixRoute that the Canary does not name', () => {
    expect([...namesOf('Ingress'), ...namesOf('ApisixRoute')]).toEqual([]);
  });

  it('shows objects of a mesh only where they are there', () => {
    const wanted = canary({ service: { name: 'web', port: 80 } });
    const found = {
      apiVersion: 'gateway.solo.io/v1',
      kind: 'RouteTable',
      metadata: { name: 'web', namespace: 'test' },
    };
    const { children } = treeOf(wanted, ({ kind }) => (kind === 'RouteTable' ? found : undefined));
    expect(children.filter(({ role }) => role === 'route')).toEqual([
      { role: 'route', kind: 'RouteTable', name: 'web', namespace: 'test', state: 'there', children: [] },
    ]);
  });
});
