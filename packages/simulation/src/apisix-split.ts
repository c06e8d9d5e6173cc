import type { KubeObject } from '@flagger/api';
import { textAt } from '@flagger/simulated-cluster';
import { NAME, NAMESPACE, OTHER_NAME } from './service-names.ts';
import { split, type Split } from './split.ts';

const ROUTE = { apiVersion: 'apisix.apache.org/v2', kind: 'ApisixRoute' };

/** The ApisixRoute of a user, by which the service can be called, whichever name it has. */
export const userRoute = (name: string): KubeObject => ({
  ...ROUTE,
  metadata: { name, namespace: NAMESPACE },
  spec: {
    http: [NAME, OTHER_NAME].map((service) => ({
      name: service,
      match: { hosts: [`${service}.example.com`], paths: ['/*'] },
      backends: [{ serviceName: service, servicePort: 80 }],
    })),
  },
});

/** The one of the canary beside it, which bears the name of the service too. */
export const apisixSplit = (user: string): Split => ({
  ...split({
    ...ROUTE,
    routes: 'http',
    shares: ['backends'],
    nameOf: (share) => textAt(share, 'serviceName'),
    broken: { http: [{ name: 'main', backends: [{ serviceName: 'elsewhere', servicePort: 80 }] }] },
  }),
  name: (apex) => `${user}-${apex}-canary`,
});
