import { afterEach, describe, expect, it } from '@jest/globals';
import { listOf, textOf, treeOf, valueAt, type Tree } from '../compare/values.ts';
import { example } from './examples.ts';
import { lendPlane, type LentPlane } from './lent-plane.ts';
import { installCrds, Scene } from './scene.ts';

const NAMESPACE = 'story-knative';
const PRIMARY = 'flagger.app/primary-revision';

let scene: Scene | undefined;
let plane: LentPlane | undefined;

afterEach(async () => {
  await scene?.close();
  await plane?.stop();
  scene = plane = undefined;
});

const service = (told: Scene): Promise<Tree> => told.get('serving.knative.dev/v1', 'Service', 'podinfo');

/** Which revision serves users as we say it, and whom Knative really routes to, with their shares. */
async function served(told: Scene): Promise<readonly unknown[]> {
  const found = await service(told);
  const shares = listOf(valueAt(found, 'status', 'traffic'))
    .map(treeOf)
    .filter(({ percent }) => Number(percent) > 0)
    .map(({ revisionName, percent }) => `${textOf(revisionName)} ${Number(percent)}`);
  return [valueAt(found, 'metadata', 'annotations', PRIMARY), shares];
}

/** Applies the Service with another image, as its owner does. */
async function release(told: Scene, tag: string): Promise<void> {
  const found = await service(told);
  const containers = listOf(valueAt(found, 'spec', 'template', 'spec', 'containers'))
    .map(treeOf)
    .map((each) => ({ ...each, image: textOf(each['image']).replace(/[^:]*$/, tag) }));
  await told.patch(found, { spec: { template: { spec: { containers } } } });
  await told.phase('Progressing');
}

describe('a Service of Knative, on a cluster whose controller the sandbox plays', () => {
  it('routes to a good revision step by step and then as a whole, and takes a bad one back', async () => {
    await installCrds('knative');
    scene = await Scene.in(NAMESPACE);
    plane = await lendPlane('knative', `http://podinfo.${NAMESPACE}.example.com/`);
    Object.assign(scene, { mesh: 'knative', plane });
    await scene.start('-min-interval=2s', '-settle-time=2s');
    for (const object of example('knative-canary.yaml', NAMESPACE)) {
      await scene.create(object);
    }
    await scene.phase('Initialized');
    expect(await served(scene)).toEqual(['podinfo-00001', ['podinfo-00001 100']]);

    await release(scene, '6.0.1');
    const told = scene;
    await told.until(
      async () => JSON.stringify(await served(told)).includes('["podinfo-00002 30","podinfo-00001 70"]'),
      'Knative routes 30 % to the new revision',
    );
    await scene.phase('Succeeded', 'podinfo', 90);
    expect(await served(scene)).toEqual(['podinfo-00002', ['podinfo-00002 100']]);

    await release(scene, '6.0.2-bad');
    await scene.phase('Failed', 'podinfo', 90);
    expect(await served(scene)).toEqual(['podinfo-00002', ['podinfo-00002 100']]);
    const latest = valueAt(await service(scene), 'status', 'latestCreatedRevisionName');
    expect(latest).toBe('podinfo-00003');
    expect(await scene.events()).toEqual(
      expect.arrayContaining([
        `Advance podinfo.${NAMESPACE} canary weight 50`,
        expect.stringMatching(/^Halt podinfo\.\S+ advancement success rate \d+\.\d+% < 99%$/),
        `Canary failed! Scaling down podinfo.${NAMESPACE}`,
      ]),
    );
  });

  it('whose new revision cannot start is given up at the deadline', async () => {
    await installCrds('knative');
    scene = await Scene.in(`${NAMESPACE}-broken`);
    Object.assign(scene, { mesh: 'knative' });
    await scene.start();
    for (const object of example('knative-canary.yaml', scene.namespace)) {
      await scene.create(object);
    }
    await scene.phase('Initialized');
    await scene.patch(await scene.canary(), { spec: { progressDeadlineSeconds: 8 } });
    await scene.patch(await service(scene), { spec: { template: { spec: { nodeSelector: { nowhere: 'at-all' } } } } });
    await scene.phase('Progressing');
    await scene.phase('Failed');
    expect(await served(scene)).toEqual(['podinfo-00001', ['podinfo-00001 100']]);
  });
});
