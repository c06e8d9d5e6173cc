import type { KubeObject } from '@flagger/api';

/** The ApisixRoute that a user keeps for a service of this name. */
export const aRoute = (service: string, namespace = 'shop'): KubeObject => ({
  apiVersion: 'apisix.apache.org/v2',
  kind: 'ApisixRoute',
  metadata: {
    name: service,
    namespace,
    labels: { team: 'edge' },
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
  },
  spec: {
    ingressClassName: 'apisix',
    http: [
      rule('main', '/*', { serviceName: service, servicePort: 80, resolveGranularity: 'service' }),
      rule('help', '/help', { serviceName: 'help', servicePort: 80 }),
    ],
  },
});

const rule = (name: string, path: string, backend: object): object => ({
  name,
  match: { hosts: ['basket.example.com'], paths: [path] },
  backends: [backend],
});
