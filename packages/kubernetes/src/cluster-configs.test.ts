import { describe, expect, it } from '@jest/globals';
import { until } from '../test/api-server.ts';
import { type FakeCluster } from '../test/fake-cluster.ts';
import { CANARY, CONFIG_MAPS, SECRETS, start, watchOf } from '../test/started-cluster.ts';

describe('ClusterConfigs', () => {
  const settings = (fake: FakeCluster): unknown =>
    fake.put(`${CONFIG_MAPS}/settings`, {
      metadata: { annotations: { a: 'b', 'kubectl.kubernetes.io/last-applied-configuration': '{}' } },
      data: { COLOR: 'green' },
    });

  it('are hashed once for all canaries, until they change', async () => {
    const { fake, server, cluster, woken, asked } = await start(settings);
    const [one, other] = [cluster.configs(CANARY), cluster.configs('test/other')];
    const found = await one.track('ConfigMap', 'test', 'settings');
    expect(found).toEqual({
      name: 'settings',
      checksum: expect.stringMatching(/^[0-9a-f]{16}$/),
      annotations: { a: 'b' },
    });
    await until(() => watchOf(server, '/api/v1/configmaps'));
    asked();
    expect(await other.track('ConfigMap', 'test', 'settings')).toEqual(found);
    expect(asked()).toEqual([]);
    fake.put(`${CONFIG_MAPS}/settings`, { data: { COLOR: 'blue' } });
    await until(() => woken.length === 2);
    expect((await one.track('ConfigMap', 'test', 'settings'))?.checksum).not.toBe(found?.checksum);
    expect([woken, asked()]).toEqual([[CANARY, 'test/other'], [`GET ${CONFIG_MAPS}/settings`]]);
  });

  it('are hashed with their binaryData', async () => {
    const checksum = async (binaryData: object): Promise<unknown> => {
      const { cluster } = await start((fake) => fake.put(`${CONFIG_MAPS}/settings`, { data: { a: '1' }, binaryData }));
      return (await cluster.configs(CANARY).track('ConfigMap', 'test', 'settings'))?.checksum;
    };
    expect(await checksum({ store: 'AAAA' })).not.toBe(await checksum({ store: 'BBBB' }));
  });

  it('tell the type of a Secret, and nothing of what does not exist', async () => {
    const { cluster } = await start((fake) =>
      fake.put(`${SECRETS}/token`, { type: 'Opaque', data: { token: 'aGk=' } }),
    );
    expect(await cluster.configs(CANARY).track('Secret', 'test', 'token')).toMatchObject({
      name: 'token',
      type: 'Opaque',
    });
    expect(await cluster.configs(CANARY).track('Secret', 'test', 'none')).toBeUndefined();
  });

  it('of which the watch is yet to bring one are asked for, each missing one once', async () => {
    const { fake, cluster, asked } = await start();
    const configs = cluster.configs(CANARY);
    expect(await configs.track('ConfigMap', 'test', 'none')).toBeUndefined();
    asked();
    fake.isSilent = true;
    settings(fake);
    expect(await configs.track('ConfigMap', 'test', 'settings')).toMatchObject({ name: 'settings' });
    // its metadata, and then its data
    expect(asked()).toEqual([`GET ${CONFIG_MAPS}/settings`, `GET ${CONFIG_MAPS}/settings`]);
    await configs.track('ConfigMap', 'test', 'settings');
    expect(await configs.track('ConfigMap', 'test', 'none')).toBeUndefined();
    expect(asked()).toEqual([]);
  });

  it('are fetched whole, now', async () => {
    const { cluster } = await start(settings);
    expect(await cluster.configs(CANARY).fetch('ConfigMap', 'test', 'settings')).toMatchObject({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      data: { COLOR: 'green' },
    });
    expect(await cluster.configs(CANARY).fetch('ConfigMap', 'test', 'none')).toBeUndefined();
  });
});
