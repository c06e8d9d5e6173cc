import { meshRouterContract } from '@flagger/testing';
import { aService } from '../test/a-service.ts';
import { knative } from './index.ts';
import { serviceRef } from './knative-api.ts';

meshRouterContract(knative, {
  there: [aService(), aService({ name: 'till' }), aService({ namespace: 'stall' })],
  routing: serviceRef,
  drift: { spec: { template: { spec: { containers: [{ image: 'registry.example/basket:1.1.0' }] } } } },
  broken: { spec: { traffic: [{ revisionName: 'basket-00000', percent: 100 }] } },
  theirs: { lost: { spec: { traffic: null } }, released: { traffic: [{ latestRevision: true, percent: 100 }] } },
});
