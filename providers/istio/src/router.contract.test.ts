import { meshRouterContract } from '@flagger/testing';
import { istio } from './index.ts';
import { virtualServiceRef } from './virtual-service.ts';

meshRouterContract(istio, {
  routing: virtualServiceRef,
  drift: { spec: { hosts: ['someone.example.com'], exportTo: ['.'] } },
  broken: { spec: { http: [{ route: [{ destination: { host: 'elsewhere' } }] }] } },
  existing: (canary) => ({
    ...virtualServiceRef(canary),
    spec: {
      hosts: ['basket.example.com'],
      gateways: ['edge/public'],
      exportTo: ['*'],
      http: [{ name: 'all', timeout: '1s', route: [{ destination: { host: 'basket', port: { number: 80 } } }] }],
    },
  }),
});
