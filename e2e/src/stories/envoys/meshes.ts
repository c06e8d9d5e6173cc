import type { Tree } from '../../compare/values.ts';

/** How routes are written that Istio reads. */
export interface Written {
  /** The operator's name for it. */
  readonly mesh: string;
  /** Where the ingress gateway listens to such routes. */
  readonly gateway: string;
  /** What a Canary's service names, beside host and port, so that both ways are led by it. */
  service(namespace: string): Tree;
}

const VIRTUAL_SERVICE: Written = {
  mesh: 'istio',
  gateway: process.env['GATEWAY_URL'] ?? '',
  service: () => ({ gateways: ['istio-system/public', 'mesh'] }),
};

const HTTP_ROUTE: Written = {
  mesh: 'gatewayapi:v1',
  gateway: process.env['GATEWAY_API_URL'] ?? '',
  service: (namespace) => ({
    gatewayRefs: [
      { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public', namespace: 'istio-system' },
      { group: '', kind: 'Service', name: 'podinfo', namespace },
    ],
  }),
};

export const WRITTEN: readonly (readonly [string, Written])[] = [
  ['VirtualService', VIRTUAL_SERVICE],
  ['HTTPRoute', HTTP_ROUTE],
];
