import type { Kube } from './kube.ts';
import { isOf, type KindRef } from './observer.ts';
import { isRouting } from './routing.ts';
import { nameOf } from './sighting.ts';
import { listOf, textOf, treeOf, type Tree } from './values.ts';

const ALWAYS: readonly KindRef[] = [
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'v1', kind: 'ConfigMap' },
  { apiVersion: 'v1', kind: 'Secret' },
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'apps/v1', kind: 'DaemonSet' },
  { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
  { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject' },
  { apiVersion: 'flagger.app/v1beta1', kind: 'Canary' },
];

/** The kinds that a snapshot looks at and a replay watches: the usual ones, and the mesh's. */
export const kindsSeen = (mesh: readonly KindRef[]): readonly KindRef[] => [
  ...ALWAYS,
  ...mesh.filter(({ apiVersion, kind }) => isRouting(apiVersion) && kind !== 'Revision' && kind !== 'Ingress'),
];

/** All objects of these kinds in a namespace. */
export async function snapshot(kube: Kube, namespace: string, kinds: readonly KindRef[]): Promise<readonly Tree[]> {
  const lists = await Promise.all(kinds.map(async (ref) => objects(kube, namespace, ref)));
  return lists.flat().filter((object) => isOf(object, namespace) && !isEverywhere(object));
}

async function objects(kube: Kube, namespace: string, { apiVersion, kind }: KindRef): Promise<readonly Tree[]> {
  const path = await kube.path(apiVersion, kind, { namespace });
  if (path === undefined) {
    return [];
  }
  return listOf((await kube.must('GET', path))['items']).map((item) => ({ apiVersion, kind, ...treeOf(item) }));
}

/** What Kubernetes itself puts into every namespace. */
const isEverywhere = (object: Tree): boolean =>
  nameOf(object) === 'ConfigMap/kube-root-ca.crt' || textOf(object['type']) === 'kubernetes.io/service-account-token';
