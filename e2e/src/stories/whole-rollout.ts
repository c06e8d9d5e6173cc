import type { Tree } from '../compare/values.ts';
import { aCanary, aDeployment, setImage } from './podinfo.ts';
import type { Scene } from './scene.ts';

/**
 * What is granted beside what this rollout needs, each with its reason: a rule that nothing here used and that is not
 * named is granted for nothing.
 */
export const GRANTED_FOR_ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [
    /^get (?!configmaps|secrets|leases)/,
    'what may not be watched is read by name, and what was written by somebody else',
  ],
  [
    /\.(split\.smi-spec\.io|appmesh\.k8s\.aws|(gateway\.)?networking\.k8s\.io|projectcontour\.io|traefik\.io)$/,
    'other meshes',
  ],
  [/\.(apisix\.apache\.org|(gateway|gloo)\.solo\.io|kuma\.io|serving\.knative\.dev)$/, 'other meshes'],
  [/\.(external\.metrics\.k8s\.io|metrics\.keptn\.sh)$/, 'no MetricTemplate of this story asks the cluster'],
  [/ (metrictemplates|alertproviders)\.flagger\.app$/, 'no Canary of this story names one'],
  [/ scaledobjects\.keda\.sh$/, 'KEDA is not in this cluster'],
  [/ daemonsets\.apps$/, 'the target of this story is a Deployment'],
  [/^patch canaries\.flagger\.app$/, 'metadata of a Canary are written at the end of some only'],
  [/^update canaries\/finalizers\.flagger\.app$/, 'asked by an admission plugin that this cluster has not'],
  [/^patch destinationrules\./, 'only where somebody edited one'],
  [
    /^patch (configmaps\.|secrets\.|horizontalpodautoscalers\.autoscaling)$/,
    'only who takes over what a deleted Canary made writes its owner',
  ],
  [/^watch leases\./, 'only who waits for a lease watches it'],
  [/^patch leases\./, 'only replicas that share canaries hold one together'],
];

/** podinfo with a ConfigMap and a Secret, behind an autoscaler. */
export async function everything(told: Scene): Promise<void> {
  await told.create(aCanary({ spec: { autoscalerRef: await target(told) } }));
  await told.phase('Initialized');
}

/** The same without a Canary; gives what a Canary refers to the autoscaler by. */
export async function target(told: Scene): Promise<Tree> {
  await told.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { colour: 'red' } });
  await told.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys' }, stringData: { key: 'one' } });
  await told.create({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'podinfo' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
      minReplicas: 2,
      maxReplicas: 4,
    },
  });
  await told.create(aDeployment('1.0.0'));
  await told.patch(podinfo, { spec: { template: { spec: { volumes: [settings, keys] } } } });
  return { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'podinfo' };
}

const podinfo: Tree = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'podinfo' } };
const settings: Tree = { name: 'settings', configMap: { name: 'settings' } };
const keys: Tree = { name: 'keys', secret: { secretName: 'keys' } };

/** A release with another version of everything. */
export async function release(told: Scene): Promise<void> {
  const config = (kind: string, name: string): Tree => ({ apiVersion: 'v1', kind, metadata: { name } });
  await told.patch(config('ConfigMap', 'settings'), { data: { colour: 'blue' } });
  await told.patch(config('Secret', 'keys'), { stringData: { key: 'two' } });
  const scaler: Tree = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'podinfo' } };
  await told.patch(scaler, { spec: { maxReplicas: 5 } });
  await told.patch(aCanary(), { spec: { service: { port: 81 } } });
  await setImage(told, '1.1.0');
  await told.phase('Succeeded', 'podinfo', 120);
}

/** A release whose pods never get ready: the operator looks at them to say why. */
export async function brokenRelease(told: Scene): Promise<void> {
  await told.patch(aCanary(), { spec: { progressDeadlineSeconds: 20 } });
  const nodeSelector = { nowhere: 'at-all' };
  await told.patch(podinfo, { spec: { template: { spec: { nodeSelector } } } });
  await told.phase('Failed', 'podinfo', 120);
}
