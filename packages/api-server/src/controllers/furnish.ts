import type { Cluster } from '../cluster.ts';
import { asJson, type Json, type JsonObject, stringAt } from '../json.ts';
import { create } from '../writes/create.ts';

const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** Puts in what every cluster begins with, and the CRDs given. Throws where one of these is not accepted. */
export function furnish(cluster: Cluster, definitions: readonly unknown[]): void {
  for (const name of NAMESPACES) {
    add(cluster, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  add(cluster, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, targetPort: 6443 }] },
  });
  for (const definition of definitions) {
    add(cluster, asJson(definition));
  }
}

const OPTIONS = {
  isDryRun: false,
  validation: 'Ignore',
  manager: 'sandbox',
  isForced: false,
  warn: () => undefined,
} as const;

/** Stores an object of a kind that is served. */
export function add(cluster: Cluster, body: Json | JsonObject): void {
  const resource = cluster.catalog.ofKind(stringAt(body, 'apiVersion') ?? '', stringAt(body, 'kind') ?? '');
  if (resource === undefined) {
    throw new Error(
      `the API server knows no ${stringAt(body, 'kind') ?? 'kind'} in ${stringAt(body, 'apiVersion') ?? 'no apiVersion'}`,
    );
  }
  create(cluster, { resource, namespace: stringAt(body, 'metadata', 'namespace'), body, options: OPTIONS });
}
