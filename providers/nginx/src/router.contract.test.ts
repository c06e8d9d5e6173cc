import { meshRouterContract } from '@flagger/testing';
import { nginx } from './index.ts';
import { canaryIngressRef } from './ingress.ts';
import { anIngress } from '../test/an-ingress.ts';

meshRouterContract(nginx, {
  there: [anIngress('basket'), anIngress('till'), anIngress('basket', 'stall')],
  routing: canaryIngressRef,
  drift: { spec: { ingressClassName: 'other' } },
  broken: { spec: anIngress('elsewhere').spec },
});
