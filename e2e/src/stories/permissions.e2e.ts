import { existsSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { valueAt, type Tree } from '../compare/values.ts';
import { auditLog } from '../permissions/audit-log.ts';
import { Account } from './account.ts';
import { aCanary, aDeployment, replicas, setImage } from './podinfo.ts';
import { installCrds, Scene } from './scene.ts';

// What is granted beside what this story needs, each with its reason: a rule that nothing here used and that is not
// named is granted for nothing.
const FOR_ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [
    /^get (?!configmaps|secrets|leases)/,
    'what may not be watched is read by name, and what was written by somebody else',
  ],
  [/\.(split\.smi-spec\.io|appmesh\.k8s\.aws|(gateway\.)?networking\.k8s\.io|projectcontour\.io)$/, 'other meshes'],
  [/\.(external\.metrics\.k8s\.io|metrics\.keptn\.sh)$/, 'no MetricTemplate of this story asks the cluster'],
  [/ (metrictemplates|alertproviders)\.flagger\.app$/, 'no Canary of this story names one'],
  [/ scaledobjects\.keda\.sh$/, 'KEDA is not in this cluster'],
  [/ daemonsets\.apps$/, 'the target of this story is a Deployment'],
  [/^patch canaries\.flagger\.app$/, 'metadata of a Canary are written at the end of some only'],
  [/^update canaries\/finalizers\.flagger\.app$/, 'asked by an admission plugin that this cluster has not'],
  [/^patch destinationrules\./, 'only where somebody edited one'],
  [/^watch leases\./, 'only who waits for a lease watches it'],
];

let scene: Scene | undefined;

/** podinfo with a ConfigMap and a Secret, behind an autoscaler. */
async function everything(told: Scene): Promise<void> {
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
  const autoscalerRef = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'podinfo' };
  await told.create(aCanary({ spec: { autoscalerRef } }));
  await told.phase('Initialized');
}

const podinfo: Tree = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'podinfo' } };
const settings: Tree = { name: 'settings', configMap: { name: 'settings' } };
const keys: Tree = { name: 'keys', secret: { secretName: 'keys' } };

/** A release with another version of everything. */
async function release(told: Scene): Promise<void> {
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
async function brokenRelease(told: Scene): Promise<void> {
  await told.patch(aCanary(), { spec: { progressDeadlineSeconds: 20 } });
  const nodeSelector = { nowhere: 'at-all' };
  await told.patch(podinfo, { spec: { template: { spec: { nodeSelector } } } });
  await told.phase('Failed', 'podinfo', 120);
}

beforeAll(() => installCrds());
afterEach(async () => {
  await scene?.close();
  scene = undefined;
});

// the sandbox asks nobody for permission
const onRbac = existsSync(auditLog()) ? it : it.skip;

describe.each([
  ['account.yaml', 'istio-system', ['-namespace=', '-leader-election-namespace=istio-system']],
  ['account-namespaced.yaml', 'story-account', []],
])('with the account of artifacts/flagger/%s', (file, home, flags) => {
  onRbac('a rollout asks for nothing that is refused, and needs all that is granted', async () => {
    scene = await Scene.in('story-account');
    const account = await Account.of(scene.kube, file, home);
    try {
      scene.operatorKubeconfig = account.kubeconfig;
      await scene.start('-enable-leader-election', ...flags);
      await everything(scene);
      await release(scene);
      expect(valueAt(await scene.get('v1', 'Service', 'podinfo'), 'spec', 'ports', 0, 'port')).toBe(81);
      expect(await replicas(scene, 'podinfo')).toBe(0);
      await brokenRelease(scene);
      const { refused, unused } = await account.asked();
      expect(refused).toEqual([]);
      expect(unused.filter((each) => !FOR_ELSEWHERE.some(([pattern]) => pattern.test(each)))).toEqual([]);
    } finally {
      await account.close();
    }
  });
});
