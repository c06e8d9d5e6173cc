import { describe, expect, it } from '@jest/globals';
import {
  aLog,
  type Answering,
  beginWatch,
  refuseForLong,
  serve,
  settled,
  type TestServer,
  until,
} from '../../test/api-server.ts';
import { FakeCluster } from '../../test/fake-cluster.ts';
import { CANARIES, CANARY, canaryIn, DEPLOYMENTS, ending, podinfo } from '../../test/started-cluster.ts';
import { thisMachine } from '../client/machine.ts';
import { type Cluster, createCluster } from '../cluster.ts';

const canary = (image: string): object => ({ apiVersion: 'flagger.app/v1beta1', kind: 'Canary', spec: { image } });

/** A cluster whose watches are connections on which nothing comes any more. */
async function onDeafWatches(
  fake: FakeCluster,
  answer: Answering = fake.answer,
): Promise<{ readonly cluster: Cluster; readonly server: TestServer }> {
  fake.put(`${CANARIES}/podinfo`, canary('one'));
  fake.put(`${DEPLOYMENTS}/podinfo`, { apiVersion: 'apps/v1', kind: 'Deployment', spec: 'one' });
  const server = await serve((asked, response) =>
    asked.query.watch === 'true' ? void beginWatch(response) : answer(asked, response),
  );
  const cluster = createCluster({
    connection: server.connection,
    log: aLog(),
    timings: { firstPauseMs: 1, longestPauseMs: 5 },
  });
  await cluster.start(ending().signal);
  await cluster.objects(CANARY).read(podinfo);
  return { cluster, server };
}

const watchesFrom = ({ asked }: TestServer, version: string): number =>
  asked.filter(({ query }) => query.watch === 'true' && query.resourceVersion === version).length;

describe('relisting', () => {
  it('makes sure that whatever is read is no older than now, also where watches are dead', async () => {
    const fake = new FakeCluster();
    const { cluster, server } = await onDeafWatches(fake);
    fake.put(`${CANARIES}/podinfo`, canary('two'));
    fake.put(`${DEPLOYMENTS}/podinfo`, { apiVersion: 'apps/v1', kind: 'Deployment', spec: 'two' });
    expect([canaryIn(cluster).spec, await cluster.objects(CANARY).read(podinfo)]).toMatchObject([
      { image: 'one' },
      { spec: 'one' },
    ]);
    await cluster.relist();
    expect([canaryIn(cluster).spec, await cluster.objects(CANARY).read(podinfo)]).toMatchObject([
      { image: 'two' },
      { spec: 'two' },
    ]);
    expect(cluster.isSynced()).toBe(true);
    await until(() => watchesFrom(server, '104') === 2);
  });

  it('waits while the cluster cannot be listed, and reads wait with it', async () => {
    const fake = new FakeCluster();
    let isBroken = false;
    const { cluster } = await onDeafWatches(fake, (asked, response) =>
      isBroken ? refuseForLong(response, 500) : fake.answer(asked, response),
    );
    isBroken = true;
    fake.put(`${DEPLOYMENTS}/podinfo`, { apiVersion: 'apps/v1', kind: 'Deployment', spec: 'two' });
    const relisted = cluster.relist();
    const read = cluster.objects(CANARY).read(podinfo);
    expect(cluster.isSynced()).toBe(false);
    isBroken = false;
    await relisted;
    expect(await read).toMatchObject({ spec: 'two' });
  });

  it('waits for no kind whose watch ends meanwhile, since nobody needs it any more', async () => {
    const fake = new FakeCluster();
    fake.put(`${CANARIES}/podinfo`, canary('one'));
    fake.put(`${DEPLOYMENTS}/podinfo`, {});
    let isMute = false;
    const server = await serve((asked, response) =>
      isMute && asked.path.endsWith('/deployments') ? undefined : fake.answer(asked, response),
    );
    let sweep = (): void => undefined;
    let passed = 0;
    const machine = {
      ...thisMachine,
      elapsed: () => thisMachine.elapsed() + passed,
      after: (ms: number, callback: () => void) => {
        if (ms !== 60_000) {
          return thisMachine.after(ms, callback);
        }
        sweep = callback;
        return () => undefined;
      },
    };
    const cluster = createCluster({ connection: server.connection, log: aLog(), machine });
    await cluster.start(ending().signal);
    await cluster.objects(CANARY).read(podinfo);
    cluster.forget(CANARY);
    sweep();
    await settled();
    isMute = true;
    const relisted = cluster.relist();
    passed = 10 * 60_000;
    sweep();
    await relisted;
  });

  it('ends with the watches', async () => {
    const fake = new FakeCluster();
    let isBroken = false;
    const { cluster } = await onDeafWatches(fake, (asked, response) =>
      isBroken ? refuseForLong(response, 500) : fake.answer(asked, response),
    );
    isBroken = true;
    const relisted = cluster.relist();
    ending().abort(new Error('stopped'));
    await expect(relisted).rejects.toThrow('stopped');
  });
});
