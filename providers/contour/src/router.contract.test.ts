import { meshRouterContract } from '@flagger/testing';
import { httpProxyRef } from './http-proxy.ts';
import { contour } from './index.ts';

meshRouterContract(contour, {
  routing: httpProxyRef,
  drift: { spec: { ingressClassName: 'other' } },
  broken: { spec: { routes: [{ services: [{ name: 'elsewhere', port: 80 }] }] } },
  existing: (canary) => ({
    ...httpProxyRef(canary),
    spec: {
      virtualhost: { fqdn: 'basket.example.com' },
      routes: [
        { conditions: [{ prefix: '/' }], services: [{ name: 'basket', port: 80 }] },
        { conditions: [{ prefix: '/help' }], services: [{ name: 'help', port: 80 }] },
      ],
    },
  }),
});
