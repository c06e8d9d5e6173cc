import { meshRouterContract } from '@flagger/testing';
import { gloo } from './index.ts';
import { routeTableRef } from './route-table.ts';
import { upstreamRef } from './upstream.ts';

meshRouterContract(gloo, {
  routing: routeTableRef,
  beside: (canary) => [{ ref: upstreamRef(canary, 'canary'), drift: { spec: { kube: { servicePort: 81 } } } }],
  drift: { spec: { weight: 5 } },
  broken: { spec: { routes: [{ routeAction: { single: { kube: { ref: { name: 'elsewhere' }, port: 80 } } } }] } },
  existing: (canary) => ({
    ...routeTableRef(canary),
    spec: {
      routes: [
        {
          matchers: [{ prefix: '/' }],
          routeAction: { single: { kube: { ref: { name: 'basket', namespace: 'shop' }, port: 80 } } },
        },
      ],
    },
  }),
});
