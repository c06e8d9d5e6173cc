import type { Canary } from '@flagger/api';
import { meshRouterContract } from '@flagger/testing';
import { V1, V1BETA1 } from './dialect.ts';
import { httpRouteRef } from './http-route.ts';
import { gatewayapi } from './index.ts';

const backendRefs = [{ group: '', kind: 'Service', name: 'elsewhere', port: 80, weight: 1 }];
const matches = [{ path: { type: 'PathPrefix', value: '/' } }];

// The contract's Canaries name no gateway, as most meshes have none.
const named = ({ spec, ...canary }: Canary): Canary => ({
  ...canary,
  spec: {
    ...spec,
    service: {
      ...spec.service,
      gatewayRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' }],
    },
  },
});

for (const [at, dialect] of [V1, V1BETA1].entries()) {
  const provider = gatewayapi[at];
  if (!provider) {
    throw new Error(`there is no provider for ${dialect.apiVersion}`);
  }
  meshRouterContract(
    { ...provider, problems: (canary) => provider.problems(named(canary)) },
    {
      routing: (canary) => httpRouteRef(canary, dialect),
      drift: { spec: { hostnames: ['someone.example.com'] } },
      broken: { spec: { rules: [{ matches, backendRefs }] } },
      existing: (canary) => ({
        ...httpRouteRef(canary, dialect),
        spec: {
          parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'theirs' }],
          hostnames: ['basket.example.com'],
          rules: [
            { matches, backendRefs: [{ group: '', kind: 'Service', name: 'basket', port: 80, weight: 1 }] },
            { matches: [{ path: { type: 'PathPrefix', value: '/help' } }], backendRefs },
          ],
        },
      }),
    },
  );
}
