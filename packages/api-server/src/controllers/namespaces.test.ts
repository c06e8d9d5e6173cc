import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VirtualClock } from '@flagger/testing';
import { at, objectsAt, stringAt } from '../json.ts';
import { aConfigMap, aPod, CONFIG_MAPS, PODS, trial, type Trial } from '../trial/trial.ts';

const clock = new VirtualClock(Date.now());
let cluster: Trial;
beforeAll(async () => {
  cluster = await trial({ clock });
});
afterAll(() => cluster.close());

const make = (name: string): Promise<unknown> =>
  cluster.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
const inside = (path: string, namespace: string): string => path.replace('/test/', `/${namespace}/`);

describe('a namespace', () => {
  it('is labelled with its name, and gets what every namespace has', async () => {
    await make('furnished');
    await clock.pass(0);
    expect((await cluster.get('/api/v1/namespaces/furnished')).body).toMatchObject({
      metadata: { labels: { 'kubernetes.io/metadata.name': 'furnished' } },
      status: { phase: 'Active' },
    });
    const names = [
      await cluster.get('/api/v1/namespaces/furnished/serviceaccounts'),
      await cluster.get('/api/v1/namespaces/furnished/configmaps'),
    ].map(({ body }) => stringAt(body, 'items', 0, 'metadata', 'name'));
    expect(names).toEqual(['default', 'kube-root-ca.crt']);
  });

  it('of the cluster itself is there from the beginning', async () => {
    const names = objectsAt((await cluster.get('/api/v1/namespaces')).body, 'items').map((item) =>
      stringAt(item, 'metadata', 'name'),
    );
    expect(names).toEqual(expect.arrayContaining(['default', 'kube-system']));
  });

  it('is emptied before it goes, and takes nothing new meanwhile', async () => {
    await make('going');
    await clock.pass(0);
    await cluster.post(
      inside(CONFIG_MAPS, 'going'),
      aConfigMap('held', { metadata: { finalizers: ['example.com/wait'] } }),
    );
    await cluster.post(inside(PODS, 'going'), aPod('quick'));
    expect((await cluster.remove('/api/v1/namespaces/going')).body).toMatchObject({ status: { phase: 'Terminating' } });
    await clock.pass(0);
    expect((await cluster.get(`${inside(PODS, 'going')}/quick`)).status).toBe(404);
    expect(
      at((await cluster.get(`${inside(CONFIG_MAPS, 'going')}/held`)).body, 'metadata', 'deletionTimestamp'),
    ).toBeDefined();
    expect(await cluster.post(inside(CONFIG_MAPS, 'going'), aConfigMap('late'))).toMatchObject({
      status: 403,
      body: { details: { causes: [{ reason: 'NamespaceTerminating' }] } },
    });

    await cluster.patch(`${inside(CONFIG_MAPS, 'going')}/held`, { metadata: { finalizers: null } });
    await clock.pass(1000);
    expect((await cluster.get('/api/v1/namespaces/going')).status).toBe(404);
  });
});
