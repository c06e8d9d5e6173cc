import type { KubeObject, Ref } from '@flagger/api';
import { MemoryObjects, meshCanary } from '@flagger/testing';
import { AppMeshRouter } from '../src/router.ts';
import type { v1beta1 } from '../src/v1beta1.ts';

/** Goes to the mesh `global`, which v1beta1 must be told. */
export const canary = meshCanary({ service: { meshName: 'global' } });
/** What is known of its pods. */
export const pods = { primary: { app: 'basket-primary' }, canary: { app: 'basket' }, port: 80 };
/** What App Mesh's own controller fills in. */
export const BY_CONTROLLER = { awsName: 'basket_shop', meshRef: { name: 'global', uid: 'u-1' } };

/** Names an object of v1beta2. */
export const ref = (kind: string, name: string): Ref => ({
  apiVersion: 'appmesh.k8s.aws/v1beta2',
  kind,
  metadata: { name, namespace: 'shop' },
});

/** A router in a cluster of these objects. */
export function routerIn(version: typeof v1beta1, ...objects: readonly KubeObject[]) {
  const memory = new MemoryObjects({ objects });
  return { objects: memory, router: new AppMeshRouter(memory, version) };
}
