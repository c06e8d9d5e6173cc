import type { Canary } from '@flagger/api';
import { meshRouterContract } from '@flagger/testing';
import { appmesh, appmeshV1beta2 } from './index.ts';
import { v1beta1 } from './v1beta1.ts';
import { v1beta2 } from './v1beta2.ts';

const theirs = { weightedTargets: [{ virtualNodeName: 'basket', weight: 1 }] };

// The contract's Canaries name no mesh, as most meshes have no names.
const named = ({ spec, ...canary }: Canary): Canary => ({
  ...canary,
  spec: { ...spec, service: { ...spec.service, meshName: 'global' } },
});

meshRouterContract(
  { ...appmesh, problems: (canary) => appmesh.problems(named(canary)) },
  {
    routing: v1beta1.splitRef,
    cannotNameApex: true,
    drift: { spec: { meshName: 'other', virtualRouter: { name: 'other' }, theirs: true } },
    broken: { spec: { routes: [{ name: 'basket', http: { match: { prefix: '/' }, action: theirs } }] } },
    existing: (canary) => ({
      ...v1beta1.splitRef(canary),
      spec: { meshName: 'old', routes: [{ name: 'all', http: { match: { prefix: '/' }, action: theirs } }] },
    }),
  },
);

meshRouterContract(appmeshV1beta2, {
  routing: v1beta2.splitRef,
  cannotNameApex: true,
  drift: { spec: { listeners: [{ portMapping: { port: 9999, protocol: 'tcp' } }], theirs: true } },
  broken: {
    spec: {
      routes: [
        {
          name: 'basket',
          httpRoute: {
            match: { prefix: '/' },
            action: { weightedTargets: [{ virtualNodeRef: { name: 'basket' }, weight: 100 }] },
          },
        },
      ],
    },
  },
  existing: (canary) => ({
    ...v1beta2.splitRef(canary),
    spec: {
      awsName: 'basket_shop',
      meshRef: { name: 'global', uid: 'u-1' },
      listeners: [{ portMapping: { port: 80, protocol: 'http' } }],
      routes: [
        {
          name: 'all',
          httpRoute: {
            match: { prefix: '/' },
            action: { weightedTargets: [{ virtualNodeRef: { name: 'basket' }, weight: 1 }] },
          },
        },
      ],
    },
  }),
});
