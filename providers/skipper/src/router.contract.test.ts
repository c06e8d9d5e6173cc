import { meshRouterContract } from '@flagger/testing';
import { anIngress } from '../test/an-ingress.ts';
import { skipper } from './index.ts';
import { canaryIngress } from './ingress.ts';

meshRouterContract(skipper, {
  there: [anIngress('basket'), anIngress('till'), anIngress('basket', 'stall')],
  routing: (canary) => canaryIngress.ours(canary),
  drift: { spec: { ingressClassName: 'other' } },
  broken: { spec: anIngress('elsewhere').spec },
});
