import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { listOf, textOf, treeOf, valueAt, type Tree } from '../compare/values.ts';
import { aCanary, aDeployment, image, replicas, setImage } from './podinfo.ts';
import { ALL_WELL } from './metrics.ts';
import { installCrds, Scene } from './scene.ts';

let scene: Scene | undefined;

/** A namespace with podinfo and its Canary, initialised by a running operator. */
async function initialised(name: string, canary: (scene: Scene) => Tree = () => aCanary()): Promise<Scene> {
  scene = await Scene.in(name);
  await scene.start();
  await scene.create(aDeployment('1.0.0'));
  await scene.create(canary(scene));
  await scene.phase('Initialized');
  return scene;
}

const condition = async (of: Scene, type: string, name = 'podinfo'): Promise<Tree> =>
  treeOf(
    listOf(valueAt(await of.canary(name), 'status', 'conditions'))
      .map(treeOf)
      .find((each) => each['type'] === type) ?? {},
  );

beforeAll(() => installCrds());
afterEach(async () => {
  await scene?.close();
  scene = undefined;
});

describe('a rollout on a real control plane', () => {
  it('initialises, and promotes a new image step by step', async () => {
    const told = await initialised('story-promote');
    expect([await replicas(told, 'podinfo'), await replicas(told, 'podinfo-primary'), await told.weights()]).toEqual([
      0,
      2,
      [100, 0],
    ]);
    await setImage(told, '1.1.0');
    await told.phase('Succeeded');
    expect([await image(told, 'podinfo-primary'), await replicas(told, 'podinfo'), await told.weights()]).toEqual([
      '1.1.0',
      0,
      [100, 0],
    ]);
    expect((await condition(told, 'Promoted'))['status']).toBe('True');
    expect(await told.events()).toEqual(
      expect.arrayContaining([
        'Advance podinfo.story-promote canary weight 30',
        'Promotion completed! Scaling down podinfo.story-promote',
      ]),
    );
  });

  it('rolls back when the success rate falls, and leaves the primary as it was', async () => {
    const told = await initialised('story-rollback');
    told.metrics = (query) => (query.includes('requests_total') ? 87.25 : ALL_WELL(query));
    await setImage(told, '1.1.0');
    await told.phase('Failed');
    expect([await image(told, 'podinfo-primary'), await replicas(told, 'podinfo'), await told.weights()]).toEqual([
      '1.0.0',
      0,
      [100, 0],
    ]);
    expect(await told.events()).toEqual(
      expect.arrayContaining([
        'Halt podinfo.story-rollback advancement success rate 87.25% < 99%',
        'Canary failed! Scaling down podinfo.story-rollback',
      ]),
    );
  });

  it('holds while the metrics server cuts connections, says so, and succeeds when it is back', async () => {
    const told = await initialised('story-held');
    told.metrics = () => undefined;
    await setImage(told, '1.1.0');
    await told.until(async () => (await condition(told, 'Held'))['status'] === 'True', 'the canary is held');
    await new Promise((resolve) => setTimeout(resolve, 5000));
    expect([valueAt(await told.canary(), 'status', 'failedChecks'), await told.weights()]).toEqual([0, [70, 30]]);
    told.metrics = ALL_WELL;
    await told.phase('Succeeded');
  });

  it('restarts for a newer image while a webhook takes long, and promotes only what was analysed', async () => {
    const told = await initialised('story-newer', ({ receiver }) =>
      aCanary({ analysis: { webhooks: [{ name: 'slow', type: 'rollout', timeout: '60s', url: `${receiver}/slow` }] } }),
    );
    let isSlow = true;
    told.webhook = () => (isSlow ? new Promise((resolve) => setTimeout(() => resolve(200), 60_000)) : 200);
    await setImage(told, '1.1.0');
    await told.until(async () => told.calls.length === 1, 'the hook is called');
    isSlow = false;
    await setImage(told, '1.2.0');
    await told.phase('Succeeded');
    expect(await image(told, 'podinfo-primary')).toBe('1.2.0');
    expect(told.calls.filter(({ body }) => body['checksum'] === told.calls[0]?.body['checksum'])).toHaveLength(1);
  });

  it('ends with the deletion of the Canary, also during a webhook: everything it owned goes', async () => {
    const told = await initialised('story-deleted', ({ receiver }) =>
      aCanary({
        analysis: { webhooks: [{ name: 'slow', type: 'pre-rollout', timeout: '60s', url: `${receiver}/slow` }] },
      }),
    );
    told.webhook = () => new Promise((resolve) => setTimeout(() => resolve(200), 60_000));
    await setImage(told, '1.1.0');
    await told.until(async () => told.calls.length === 1, 'the hook is called');
    await told.remove(aCanary());
    await told.until(
      async () => !('metadata' in (await told.get('apps/v1', 'Deployment', 'podinfo-primary'))),
      'the primary is gone',
    );
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(await told.weights()).toEqual([]);
  });
});

describe('trouble of one canary', () => {
  it('is told by an event and a condition where the spec makes no sense, and others go on', async () => {
    const told = await initialised('story-refused');
    await told.create(aDeployment('1.0.0', 'other'));
    // the watch of Canaries may be faster than that of Deployments
    await told.until(
      async () => valueAt(await told.get('apps/v1', 'Deployment', 'other'), 'status', 'readyReplicas') !== undefined,
      'the other target is known',
    );
    await told.create(aCanary({ name: 'other', spec: { service: { port: 80, targetPort: 'nope' } } }));
    await told.create(
      aCanary({ name: 'rival', spec: { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' } } }),
    );
    await setImage(told, '1.1.0');
    await told.until(
      async () => (await condition(told, 'Accepted', 'other'))['status'] === 'False',
      'the port is refused',
    );
    await told.until(
      async () => (await condition(told, 'Accepted', 'rival'))['status'] === 'False',
      'the rival is refused',
    );
    expect(textOf((await condition(told, 'Accepted', 'other'))['message'])).toMatch(
      /^spec\.service\.targetPort: found "nope", allowed is /,
    );
    expect(await told.events('other')).toEqual(['deployment other.story-refused has no port called nope']);
    expect([await replicas(told, 'other'), await told.get('apps/v1', 'Deployment', 'other-primary')]).toEqual([2, {}]);
    await told.phase('Succeeded');
  });

  it('does not stop another: a hook that hangs, and somebody who keeps editing the mesh object', async () => {
    const told = await initialised('story-trouble', ({ receiver }) =>
      aCanary({
        analysis: { webhooks: [{ name: 'hangs', type: 'rollout', timeout: '60s', url: `${receiver}/hangs` }] },
      }),
    );
    told.webhook = () => new Promise((resolve) => setTimeout(() => resolve(200), 60_000));
    await setImage(told, '1.1.0');
    const fight = setInterval(
      () =>
        void told
          .patch(
            { apiVersion: 'networking.istio.io/v1beta1', kind: 'VirtualService', metadata: { name: 'podinfo' } },
            { spec: { hosts: ['mine.example'] } },
          )
          .catch(() => undefined),
      100,
    );
    await told.create(aDeployment('1.0.0', 'other'));
    await told.create(aCanary({ name: 'other' }));
    await told.phase('Initialized', 'other', 20);
    await setImage(told, '1.1.0', 'other');
    await told.phase('Succeeded', 'other', 30);
    clearInterval(fight);
  });

  it('is no war: what somebody else keeps changing is set back at most once an interval', async () => {
    const told = await initialised('story-war');
    const route = { apiVersion: 'networking.istio.io/v1beta1', kind: 'VirtualService', metadata: { name: 'podinfo' } };
    const seen: string[] = [];
    const ended = new AbortController();
    const path =
      (await told.kube.path('networking.istio.io/v1beta1', 'VirtualService', { namespace: 'story-war' })) ?? '';
    await told.kube.watch(
      path,
      (_, object) => {
        seen.push(JSON.stringify(valueAt(object, 'spec', 'hosts')));
      },
      ended.signal,
    );
    const fight = setInterval(
      () => void told.patch(route, { spec: { hosts: ['mine.example'] } }).catch(() => undefined),
      50,
    );
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    await told.until(async () => (await condition(told, 'Contested'))['status'] === 'True', 'the condition says so');
    clearInterval(fight);
    ended.abort();
    expect(seen.filter((hosts) => hosts === '["podinfo"]').length).toBeLessThan(12);
    expect(textOf((await condition(told, 'Contested'))['message'])).toContain('VirtualService podinfo');
  });
});

describe.each(['canaries', 'deployments', 'services', 'virtualservices', 'destinationrules'])(
  'while the watch of %s is 3 s late',
  (resource) => {
    it('a rollout ends well', async () => {
      scene = await Scene.in(`story-late-${resource}`);
      await scene.throughProxy({ late: (path) => (path.includes(`/${resource}`) ? 3000 : 0) });
      await scene.start();
      await scene.create(aDeployment('1.0.0'));
      await scene.create(aCanary());
      await scene.phase('Initialized');
      await setImage(scene, '1.1.0');
      await scene.phase('Succeeded', 'podinfo', 90);
      expect([await image(scene, 'podinfo-primary'), await replicas(scene, 'podinfo'), await scene.weights()]).toEqual([
        '1.1.0',
        0,
        [100, 0],
      ]);
    });
  },
);
