import type { Ref, RoutedCanary } from '@flagger/api';
import { fullHostIn, namesOf, ownedMetadata } from '@flagger/mesh-kit';
import type { ApiVersion, Wanted } from './api-version.ts';
import { type Pods, podsOf } from './pods.ts';
import { gatewayAnnotations, listener, milliseconds, nodeMetadata, nodeSettings, retryPolicy } from './settings.ts';
import type { Route, WeightedRoute } from './split.ts';

/**
 * appmesh.k8s.aws/v1beta2: routers are objects of their own, nodes select their pods by labels, and the namespace
 * says which mesh it is.
 */
export const v1beta2: ApiVersion = {
  splitRef: (canary) => refOf(canary, 'VirtualRouter', canary.backends.apex.name),
  pods: podsOf,
  virtualNodes: (canary, pods) => {
    const { primary, canary: next } = namesOf(canary);
    return [
      virtualNode(canary, primary, { ...pods, matchLabels: pods.primary }),
      virtualNode(canary, next, { port: canaryPort(canary, pods), matchLabels: pods.canary }),
    ];
  },
  route,
  routing: (canary, lists, pods) => {
    const { apex, canary: next } = namesOf(canary);
    const service = virtualService(canary, apex);
    return [
      virtualRouter(canary, apex, { port: pods.port, routes: lists.apex }),
      { ...service, metadata: { ...service.metadata, ...gatewayAnnotations(canary) } },
      virtualRouter(canary, next, { port: canaryPort(canary, pods), routes: lists.canary }),
      virtualService(canary, next),
    ];
  },
};

/** Another one than the primary's while a release that listens elsewhere is not promoted. */
const canaryPort = ({ backends }: RoutedCanary, { port }: Pods): number => backends.canary.targetPort ?? port;

function virtualNode(
  canary: RoutedCanary,
  name: string,
  { port, matchLabels }: { readonly port: number; readonly matchLabels: object },
): Wanted {
  const timeout = perRequest(canary);
  return {
    ...refOf(canary, 'VirtualNode', name),
    metadata: nodeMetadata(canary, name),
    spec: {
      podSelector: { matchLabels },
      listeners: [{ ...listener(canary, port), ...(timeout ? { timeout: { http: timeout } } : {}) }],
      serviceDiscovery: { dns: { hostname: `${fullHostIn(name, canary.metadata.namespace)}.` } },
      ...nodeSettings(canary, backend),
    },
  };
}

/** A virtual service of the cluster by its name, one from elsewhere by its ARN. */
const backend = (name: string): object =>
  name.startsWith('arn:aws') ? { virtualServiceARN: name } : { virtualServiceRef: { name } };

function virtualRouter(
  canary: RoutedCanary,
  name: string,
  { port, routes }: { readonly port: number; readonly routes: readonly WeightedRoute[] },
): Wanted {
  return {
    ...refOf(canary, 'VirtualRouter', name),
    metadata: ownedMetadata(canary, name),
    spec: { listeners: [listener(canary, port)], routes },
  };
}

function route(canary: RoutedCanary, { match, shares, ...named }: Route): WeightedRoute {
  const { perTry, ...policy } = retryPolicy(canary) ?? {};
  const retry = perTry === undefined ? {} : { retryPolicy: { ...policy, perRetryTimeout: duration(perTry) } };
  const timeout = perRequest(canary);
  const action = { weightedTargets: shares.map(({ node, weight }) => ({ virtualNodeRef: { name: node }, weight })) };
  return { ...named, httpRoute: { match, action, ...retry, ...(timeout ? { timeout } : {}) } };
}

function virtualService(canary: RoutedCanary, name: string): Wanted {
  const spec = { provider: { virtualRouter: { virtualRouterRef: { name } } } };
  return { ...refOf(canary, 'VirtualService', name), metadata: ownedMetadata(canary, name), spec };
}

const refOf = ({ metadata: { namespace } }: RoutedCanary, kind: string, name: string): Ref => ({
  apiVersion: 'appmesh.k8s.aws/v1beta2',
  kind,
  metadata: { name, namespace },
});

function perRequest({ spec }: RoutedCanary): object | undefined {
  const timeout = milliseconds(spec.service.timeout);
  return timeout === undefined ? undefined : { perRequest: duration(timeout) };
}

const duration = (value: number): object => ({ unit: 'ms', value });
