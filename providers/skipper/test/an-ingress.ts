import type { KubeObject } from '@flagger/api';

/** The Ingress that a user keeps for a service of this name, as on a real cluster. */
export const anIngress = (service: string, namespace = 'shop'): KubeObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: {
    name: service,
    namespace,
    labels: { team: 'edge' },
    annotations: {
      'zalando.org/skipper-predicate': 'Method("GET")',
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
    },
  },
  spec: {
    ingressClassName: 'skipper',
    tls: [{ hosts: [`${service}.example.com`], secretName: 'tls' }],
    rules: [
      { host: `${service}.${namespace}.example.com`, http: { paths: [path('/', service), path('/help', 'help')] } },
    ],
  },
});

const path = (prefix: string, service: string): object => ({
  path: prefix,
  pathType: 'Prefix',
  backend: { service: { name: service, port: { number: 80 } } },
});
