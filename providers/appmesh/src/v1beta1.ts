import type { Ref, RoutedCanary } from '@flagger/api';
import { hostIn, namesOf, ownedMetadata } from '@flagger/mesh-kit';
import type { ApiVersion, Wanted } from './api-version.ts';
import { gatewayAnnotations, listener, nodeMetadata, nodeSettings, retryPolicy } from './settings.ts';
import type { Route, WeightedRoute } from './split.ts';

const API = 'appmesh.k8s.aws/v1beta1';

/**
 * appmesh.k8s.aws/v1beta1: a virtual service brings its router and routes along, and pods are found by the name of
 * their service.
 */
export const v1beta1: ApiVersion = {
  splitRef: (canary) => virtualServiceRef(canary, canary.backends.apex.name),
  pods: ({ backends }) => ({ primary: {}, canary: {}, port: backends.primary.port }),
  virtualNodes: (canary) => {
    const { apex, primary, canary: next } = namesOf(canary);
    return [virtualNode(canary, apex, primary), virtualNode(canary, primary, primary), virtualNode(canary, next, next)];
  },
  route,
  routing: (canary, lists) => {
    const names = namesOf(canary);
    const apex = virtualService(canary, names.apex, lists.apex);
    return [
      { ...apex, metadata: { ...apex.metadata, ...gatewayAnnotations(canary) } },
      virtualService(canary, names.canary, lists.canary),
    ];
  },
};

function virtualNode(canary: RoutedCanary, name: string, service: string): Wanted {
  const { meshName } = canary.spec.service;
  return {
    apiVersion: API,
    kind: 'VirtualNode',
    metadata: nodeMetadata(canary, name),
    spec: {
      meshName,
      listeners: [listener(canary, canary.backends.primary.port)],
      serviceDiscovery: { dns: { hostName: hostIn(service, canary.metadata.namespace) } },
      ...nodeSettings(canary, (virtualServiceName) => ({ virtualServiceName })),
    },
  };
}

const virtualServiceRef = ({ metadata: { namespace } }: RoutedCanary, name: string): Ref => ({
  apiVersion: API,
  kind: 'VirtualService',
  metadata: { name: hostIn(name, namespace), namespace },
});

function virtualService(canary: RoutedCanary, name: string, routes: readonly WeightedRoute[]): Wanted {
  const { meshName } = canary.spec.service;
  const ref = virtualServiceRef(canary, name);
  const virtualRouter = { name, listeners: [listener(canary, canary.backends.apex.port)] };
  return { ...ref, metadata: ownedMetadata(canary, ref.metadata.name), spec: { meshName, virtualRouter, routes } };
}

function route(canary: RoutedCanary, { match, shares, ...named }: Route): WeightedRoute {
  const { perTry, ...policy } = retryPolicy(canary) ?? {};
  const retry = perTry === undefined ? {} : { retryPolicy: { ...policy, perRetryTimeoutMillis: perTry } };
  const action = { weightedTargets: shares.map(({ node, weight }) => ({ virtualNodeName: node, weight })) };
  return { ...named, http: { match, action, ...retry } };
}
