import { listOf, textOf, treeOf, valueAt, type Tree } from '../compare/values.ts';
import type { Scene } from './scene.ts';

/** podinfo with two pods of this version. */
export function aDeployment(version: string, name = 'podinfo'): Tree {
  const template = {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: 'main', image: `registry.example/podinfo:${version}` }] },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas: 2, selector: { matchLabels: { app: name } }, template },
  };
}

export const setImage = (scene: Scene, version: string, name = 'podinfo'): Promise<void> =>
  scene.patch(
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name } },
    { spec: { template: treeOf(treeOf(aDeployment(version, name)['spec'])['template']) } },
  );

/** A Canary of podinfo: weights 30 and 60, checked each second; `analysis` and `spec` replace what is given. */
export function aCanary({
  analysis = {},
  spec = {},
  name = 'podinfo',
}: { readonly analysis?: Tree; readonly spec?: Tree; readonly name?: string } = {}): Tree {
  return {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      progressDeadlineSeconds: 60,
      service: { port: 80, targetPort: 8080 },
      analysis: {
        interval: '1s',
        threshold: 2,
        stepWeight: 30,
        maxWeight: 60,
        metrics: [
          { name: 'request-success-rate', interval: '1m', thresholdRange: { min: 99 } },
          { name: 'request-duration', interval: '1m', thresholdRange: { max: 500 } },
        ],
        ...analysis,
      },
      ...spec,
    },
  };
}

export const image = async (scene: Scene, name: string): Promise<string> =>
  textOf(
    treeOf(
      listOf(valueAt(await scene.get('apps/v1', 'Deployment', name), 'spec', 'template', 'spec', 'containers'))[0],
    )['image'],
  ).replace(/.*:/, '');

/** Which revision a Canary was released with last, or is being released with; empty before the first. */
export const appliedIn = (canary: Tree): string => textOf(valueAt(canary, 'status', 'lastAppliedSpec'));

export const replicas = async (scene: Scene, name: string): Promise<number> =>
  Number(valueAt(await scene.get('apps/v1', 'Deployment', name), 'spec', 'replicas'));
