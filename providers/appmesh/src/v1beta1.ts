import { apexName, type Canary, type Ref, serviceNames } from '@flagger/api';
import { ownedMetadata } from '@flagger/mesh-kit';
import type { ApiVersion, Wanted } from './api-version.ts';
import { gatewayAnnotations, listener, nodeMetadata, nodeSettings, retryPolicy } from './settings.ts';
import type { Route, WeightedRoute } from './split.ts';

const API = 'appmesh.k8s.aws/v1beta1';

/**
 * appmesh.k8s.aws/v1beta1: a virtual service brings its router and routes along, and pods are found by the name of
 * their service.
 */
export const v1beta1: ApiVersion = {
  splitRef: (canary) => virtualServiceRef(canary, apexName(canary)),
  pods: ({ spec }) => ({ primary: {}, canary: {}, port: spec.service.port }),
  virtualNodes: (canary) => {
    const { apex, primary, canary: next } = serviceNames(canary);
    return [virtualNode(canary, apex, primary), virtualNode(canary, primary, primary), virtualNode(canary, next, next)];
  },
  route,
  routing: (canary, lists) => {
    const names = serviceNames(canary);
    const apex = virtualService(canary, names.apex, lists.apex);
    return [
      { ...apex, metadata: { ...apex.metadata, ...gatewayAnnotations(canary) } },
      virtualService(canary, names.canary, lists.canary),
    ];
  },
};

function virtualNode(canary: Canary, name: string, service: string): Wanted {
  const { port, meshName } = canary.spec.service;
  return {
    apiVersion: API,
    kind: 'VirtualNode',
    metadata: nodeMetadata(canary, name),
    spec: {
      meshName,
      listeners: [listener(canary, port)],
      serviceDiscovery: { dns: { hostName: `${service}.${canary.metadata.namespace}` } },
      ...nodeSettings(canary, (virtualServiceName) => ({ virtualServiceName })),
    },
  };
}

const virtualServiceRef = ({ metadata: { namespace } }: Canary, name: string): Ref => ({
  apiVersion: API,
  kind: 'VirtualService',
  metadata: { name: `${name}.${namespace}`, namespace },
});

function virtualService(canary: Canary, name: string, routes: readonly WeightedRoute[]): Wanted {
  const { port, meshName } = canary.spec.service;
  const ref = virtualServiceRef(canary, name);
  const virtualRouter = { name, listeners: [listener(canary, port)] };
  return { ...ref, metadata: ownedMetadata(canary, ref.metadata.name), spec: { meshName, virtualRouter, routes } };
}

function route(canary: Canary, { match, shares, ...named }: Route): WeightedRoute {
  const { perTry, ...policy } = retryPolicy(canary) ?? {};
  const retry = perTry === undefined ? {} : { retryPolicy: { ...policy, perRetryTimeoutMillis: perTry } };
  const action = { weightedTargets: shares.map(({ node, weight }) => ({ virtualNodeName: node, weight })) };
  return { ...named, http: { match, action, ...retry } };
}
