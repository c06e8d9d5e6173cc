import { meshRouterContract } from '@flagger/testing';
import { aRoute } from '../test/a-route.ts';
import { apisixRoute } from './apisix-route.ts';
import { apisix } from './index.ts';

meshRouterContract(apisix, {
  there: [aRoute('basket'), aRoute('till'), aRoute('basket', 'stall')],
  routing: (canary) => apisixRoute.ours(canary),
  drift: { spec: { ingressClassName: 'other' } },
  broken: { spec: aRoute('elsewhere').spec },
});
