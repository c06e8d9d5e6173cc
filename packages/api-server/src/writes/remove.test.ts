import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { at, objectsAt, stringAt } from '../json.ts';
import { aConfigMap, aPod, CONFIG_MAPS, PODS, trial, type Trial } from '../trial/trial.ts';

let cluster: Trial;
beforeAll(async () => {
  cluster = await trial();
});
afterAll(() => cluster.close());

const options = (more: object): Parameters<Trial['remove']>[1] => ({
  apiVersion: 'v1',
  kind: 'DeleteOptions',
  ...more,
});

describe('deleting', () => {
  it('takes the object away and says what it was', async () => {
    const { body } = await cluster.post(CONFIG_MAPS, aConfigMap('gone'));
    expect(await cluster.remove(`${CONFIG_MAPS}/gone`)).toMatchObject({
      status: 200,
      body: {
        kind: 'Status',
        status: 'Success',
        details: { name: 'gone', kind: 'configmaps', uid: stringAt(body, 'metadata', 'uid') },
      },
    });
    expect(await cluster.get(`${CONFIG_MAPS}/gone`)).toMatchObject({
      status: 404,
      body: { reason: 'NotFound', message: 'configmaps "gone" not found' },
    });
  });

  it('what is not there is 404', async () => {
    expect((await cluster.remove(`${CONFIG_MAPS}/absent`)).status).toBe(404);
  });

  it('is refused where the uid or the version is another than the client thinks', async () => {
    await cluster.post(CONFIG_MAPS, aConfigMap('other'));
    expect((await cluster.remove(`${CONFIG_MAPS}/other`, options({ preconditions: { uid: 'x' } }))).status).toBe(409);
    expect(
      (await cluster.remove(`${CONFIG_MAPS}/other`, options({ preconditions: { resourceVersion: '1' } }))).status,
    ).toBe(409);
    expect((await cluster.get(`${CONFIG_MAPS}/other`)).status).toBe(200);
  });

  it('all that a selector fits leaves the others', async () => {
    await cluster.post(CONFIG_MAPS, aConfigMap('many-a', { metadata: { labels: { many: 'yes' } } }));
    await cluster.post(CONFIG_MAPS, aConfigMap('many-b', { metadata: { labels: { many: 'no' } } }));
    await cluster.remove(`${CONFIG_MAPS}?labelSelector=many%3Dyes`);
    expect(
      objectsAt((await cluster.get(`${CONFIG_MAPS}?labelSelector=many`)).body, 'items').map((item) =>
        stringAt(item, 'metadata', 'name'),
      ),
    ).toEqual(['many-b']);
  });
});

describe('an object with a finalizer', () => {
  const withFinalizer = (name: string): ReturnType<typeof aConfigMap> =>
    aConfigMap(name, { metadata: { finalizers: ['example.com/wait'] } });

  it('is only marked when it is deleted, and goes with its last finalizer', async () => {
    await cluster.post(CONFIG_MAPS, withFinalizer('held'));
    const { body } = await cluster.remove(`${CONFIG_MAPS}/held`);
    expect(stringAt(body, 'metadata', 'deletionTimestamp')).toBeDefined();
    expect((await cluster.get(`${CONFIG_MAPS}/held`)).status).toBe(200);
    expect((await cluster.patch(`${CONFIG_MAPS}/held`, { metadata: { finalizers: null } })).status).toBe(200);
    expect((await cluster.get(`${CONFIG_MAPS}/held`)).status).toBe(404);
  });

  it('can be written while it waits, but gets no new finalizer', async () => {
    await cluster.post(CONFIG_MAPS, withFinalizer('written'));
    await cluster.remove(`${CONFIG_MAPS}/written`);
    expect((await cluster.patch(`${CONFIG_MAPS}/written`, { data: { a: 'b' } })).body).toMatchObject({
      data: { a: 'b' },
    });
    expect(
      await cluster.patch(`${CONFIG_MAPS}/written`, {
        metadata: { finalizers: ['example.com/wait', 'example.com/more'] },
      }),
    ).toMatchObject({ status: 422 });
  });

  it('keeps the time of its first deletion', async () => {
    await cluster.post(CONFIG_MAPS, withFinalizer('again'));
    const first = await cluster.remove(`${CONFIG_MAPS}/again`);
    const second = await cluster.remove(`${CONFIG_MAPS}/again`);
    expect(second.body).toEqual(first.body);
  });

  it('must name it with a domain', async () => {
    expect((await cluster.post(CONFIG_MAPS, aConfigMap('bare', { metadata: { finalizers: ['wait'] } }))).status).toBe(
      422,
    );
  });
});

describe('a pod', () => {
  it('without a node goes at once', async () => {
    await cluster.post(PODS, aPod('unbound'));
    await cluster.remove(`${PODS}/unbound`);
    expect((await cluster.get(`${PODS}/unbound`)).status).toBe(404);
  });

  it('on a node has thirty seconds, until its node says that it is gone', async () => {
    const { spec, ...rest } = aPod('bound');
    await cluster.post(PODS, { ...rest, spec: { ...(spec as object), nodeName: 'node-1' } });
    expect((await cluster.remove(`${PODS}/bound`)).body).toMatchObject({
      metadata: { deletionGracePeriodSeconds: 30 },
    });
    expect(at((await cluster.get(`${PODS}/bound`)).body, 'metadata', 'deletionTimestamp')).toBeDefined();
    await cluster.remove(`${PODS}/bound`, options({ gracePeriodSeconds: 0 }));
    expect((await cluster.get(`${PODS}/bound`)).status).toBe(404);
  });
});
