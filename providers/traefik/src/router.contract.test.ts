import { meshRouterContract } from '@flagger/testing';
import { traefik } from './index.ts';
import { traefikService } from './traefik-service.ts';

meshRouterContract(traefik, {
  routing: (canary) => traefikService.ref(canary),
  drift: { spec: { weighted: { sticky: { cookie: { name: 'side' } } } } },
  broken: { spec: { weighted: { services: [{ name: 'elsewhere', port: 80 }] } } },
  existing: (canary) => ({
    ...traefikService.ref(canary),
    spec: {
      weighted: {
        services: [{ name: 'basket', port: 80, serversTransport: 'patient' }],
        sticky: { cookie: { name: 'basket', secure: true } },
      },
    },
  }),
});
