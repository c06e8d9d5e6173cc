import { meshRouterContract } from '@flagger/testing';
import { dialects } from './dialect.ts';
import { smi } from './index.ts';
import { trafficSplitRef } from './traffic-split.ts';

// The others differ from these in their queries alone.
const ROUTED_DIFFERENTLY = ['smi:v1alpha1', 'smi:v1alpha1:istio', 'smi:v1alpha2', 'smi:v1alpha3', 'smi:v1alpha3:istio'];

for (const [at, dialect] of dialects.entries()) {
  const provider = smi[at];
  if (provider && ROUTED_DIFFERENTLY.includes(dialect.name)) {
    meshRouterContract(provider, {
      routing: (canary) => trafficSplitRef(canary, dialect),
      drift: { spec: { service: 'someone.example.com', matches: [{ kind: 'HTTPRouteGroup', name: 'theirs' }] } },
      broken: { spec: { backends: [{ service: 'elsewhere', weight: 100 }] } },
      existing: (canary) => ({
        ...trafficSplitRef(canary, dialect),
        spec: {
          service: 'basket.example.com',
          backends: [
            { service: 'basket', weight: 900 },
            { service: 'basket-v2', weight: 0 },
          ],
        },
      }),
    });
  }
}
