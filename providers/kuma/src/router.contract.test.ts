import { meshRouterContract } from '@flagger/testing';
import { kuma } from './index.ts';
import { trafficRouteRef } from './traffic-route.ts';

const tag = (service: string): object => ({ 'kuma.io/service': `${service}_shop_svc_80` });

meshRouterContract(kuma, {
  routing: (canary) => trafficRouteRef(canary.backends.apex.name),
  drift: { spec: { sources: [{ match: tag('till') }] } },
  broken: { spec: { conf: { split: [{ destination: tag('elsewhere'), weight: 100 }] } } },
  existing: (canary) => ({
    ...trafficRouteRef(canary.backends.apex.name),
    mesh: 'default',
    spec: {
      sources: [{ match: tag('till') }, { match: { 'kuma.io/service': '*' } }],
      destinations: [{ match: tag('basket') }],
      conf: { loadBalancer: { leastRequest: {} }, split: [{ destination: tag('basket'), weight: 100 }] },
    },
  }),
});
