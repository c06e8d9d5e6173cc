import { treeOf, valueAt, type Tree } from './values.ts';

const OTHERS = ['', 'apps', 'autoscaling', 'keda.sh', 'flagger.app', 'batch', 'apiextensions.k8s.io'];

/** Whether objects of this kind send traffic: the mesh's own kinds, and Ingress. */
export function isRouting(apiVersion: string): boolean {
  return !OTHERS.includes(apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '');
}

/**
 * What a routing object says about traffic: its spec; of an Ingress the annotations too, where weights and matches
 * stand.
 */
export function routingOf(kind: string, object: Tree): Tree {
  const spec = treeOf(object['spec']);
  return kind === 'Ingress' ? { spec, annotations: treeOf(valueAt(object, 'metadata', 'annotations')) } : { spec };
}
