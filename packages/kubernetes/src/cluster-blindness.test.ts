import { describe, expect, it } from '@jest/globals';
import { aLog, refuse, serve, type TestServer, until } from '../test/api-server.ts';
import { FakeCluster } from '../test/fake-cluster.ts';
import { CANARIES, CANARY, DEPLOYMENTS, ending, podinfo } from '../test/started-cluster.ts';
import { thisMachine } from './client/machine.ts';
import { type Cluster, createCluster } from './cluster.ts';

interface Refusing {
  readonly fake: FakeCluster;
  readonly cluster: Cluster;
  readonly server: TestServer;
  /** Who watches or lists canaries is answered so from now on; well if undefined. */
  readonly answer: (code: number | undefined) => void;
  readonly pass: (ms: number) => void;
  readonly woken: string[];
}

/** A started cluster, whose server can be told to refuse canaries, and whose time can be made to pass. */
async function refusing(what: 'all' | 'watch' = 'all'): Promise<Refusing> {
  const fake = new FakeCluster();
  fake.put(`${CANARIES}/podinfo`, { spec: {} });
  fake.put(`${DEPLOYMENTS}/podinfo`, {});
  let refusal: number | undefined;
  let passed = 0;
  const server = await serve((asked, response) =>
    refusal !== undefined && /canaries$/.test(asked.path) && (what === 'all' || asked.query.watch === 'true')
      ? refuse(response, refusal)
      : fake.answer(asked, response),
  );
  const machine = { ...thisMachine, elapsed: () => thisMachine.elapsed() + passed };
  const timings = { firstPauseMs: 1, longestPauseMs: 5, refusedPauseMs: 5, healthyMs: 5 };
  const cluster = createCluster({ connection: server.connection, log: aLog(), machine, timings });
  const woken: string[] = [];
  await cluster.start(ending().signal);
  cluster.onChange((key) => woken.push(key));
  await until(() => watchesOfCanaries(server) === 1);
  const answer = (code: number | undefined): void => {
    refusal = code;
    server.reset();
  };
  return { cluster, fake, server, answer, pass: (ms) => void (passed += ms), woken };
}

const ageOfCanaries = (cluster: Cluster): number =>
  cluster.watches().find(({ kind }) => kind === 'Canary.flagger.app')?.seconds ?? NaN;

const watchesOfCanaries = ({ asked }: TestServer): number =>
  asked.filter(({ path, query }) => /canaries$/.test(path) && query.watch === 'true').length;

describe('a cluster that refuses canaries', () => {
  it.each([403, 503])('by %i says after a minute that it is blind, keeps what it knows, and recovers', async (code) => {
    const { cluster, server, answer, pass, woken } = await refusing();
    answer(code);
    await until(() => watchesOfCanaries(server) >= 3);
    expect(cluster.blindness()).toBeUndefined();
    pass(61_000);
    expect(cluster.blindness()).toMatch(/^canaries have not been heard of for 61 s: .*canaries|Canary/);
    expect([cluster.canaries.keys(), woken]).toEqual([[CANARY], []]);
    answer(undefined);
    await until(() => cluster.blindness() === undefined);
  });

  it('by a 404 that passes loses none of them', async () => {
    const { cluster, server, answer, woken } = await refusing();
    answer(404);
    await until(() => watchesOfCanaries(server) >= 2);
    expect(cluster.canaries.keys()).toEqual([CANARY]);
    answer(undefined);
    const watches = watchesOfCanaries(server);
    await until(() => watchesOfCanaries(server) > watches);
    expect([cluster.canaries.keys(), woken]).toEqual([[CANARY], []]);
  });
});

describe('a cluster that lets canaries be listed, but not watched', () => {
  it('is as old as the last list says, and ready while lists come', async () => {
    const { cluster, fake, answer, pass, server, woken } = await refusing('watch');
    answer(403);
    await until(() => watchesOfCanaries(server) >= 3);
    pass(61_000);
    expect([cluster.blindness(), ageOfCanaries(cluster) >= 61]).toEqual([expect.stringContaining('canaries'), true]);
    await until(() => cluster.blindness() === undefined);
    expect(ageOfCanaries(cluster)).toBeLessThan(10);
    fake.put(`${CANARIES}/podinfo`, { spec: { suspend: true } });
    await until(() => woken.length > 0);
    expect(cluster.canaries.read(CANARY)?.spec).toEqual({ suspend: true });
  });
});

describe('the ages of watches', () => {
  it('are those since something was last heard of each kind', async () => {
    const { cluster, pass } = await refusing();
    pass(10_000);
    await cluster.objects(CANARY).read(podinfo);
    pass(30_000);
    const ages = Object.fromEntries(
      cluster.watches().map(({ kind, seconds }) => [kind, Math.floor(seconds / 10) * 10]),
    );
    expect(ages).toEqual({ 'Canary.flagger.app': 40, 'Deployment.apps': 30 });
  });
});
