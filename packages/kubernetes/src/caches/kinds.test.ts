import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aLog, serve, settled, type TestServer, until } from '../../test/api-server.ts';
import { FakeCluster } from '../../test/fake-cluster.ts';
import { CONFIG_MAPS as CONFIG_MAPS_PATH, SECRETS as SECRETS_PATH } from '../../test/started-cluster.ts';
import { createDiscovery } from '../client/discovery.ts';
import { thisMachine } from '../client/machine.ts';
import { CONFIG_MAPS, SECRETS } from '../client/resource.ts';
import { createTransport } from '../client/transport.ts';
import { Restores } from './restores.ts';
import { Kinds } from './kinds.ts';

const CANARY = 'test/podinfo';
const MINUTE = 60_000;

let end: AbortController;
beforeEach(() => {
  end = new AbortController();
});
afterEach(() => end.abort());

interface Passing {
  readonly server: TestServer;
  readonly kinds: Kinds;
  /** How often it was asked which objects are expected. */
  readonly expected: () => number;
  /** Minutes pass, and in each of them what wears out is dropped. */
  readonly pass: (minutes: number) => void;
}

async function kindsIn(): Promise<Passing> {
  const fake = new FakeCluster();
  fake.put(`${CONFIG_MAPS_PATH}/a`, {});
  fake.put(`${SECRETS_PATH}/a`, {});
  const server = await serve(fake.answer);
  let passed = 0;
  let expected = 0;
  const machine = { ...thisMachine, elapsed: () => thisMachine.elapsed() + passed };
  const transport = createTransport({ connection: server.connection, machine });
  const kinds = new Kinds({
    transport,
    discovery: createDiscovery({ transport, log: aLog() }),
    log: aLog(),
    restores: new Restores({ machine, log: aLog(), beginAnew: () => undefined }),
    onChange: () => undefined,
    expected: () => {
      expected += 1;
      return new Set(['test/a']);
    },
    signal: end.signal,
  });
  const pass = (minutes: number): void => {
    for (let minute = 0; minute < minutes; minute += 1) {
      passed += MINUTE;
      kinds.sweep(() => true);
    }
  };
  return { server, kinds, expected: () => expected, pass };
}

const watching = ({ asked }: TestServer): number => asked.filter(({ query }) => query.watch === 'true').length;

describe('Kinds', () => {
  it('ends the watch of a kind that nobody has needed for ten minutes, and begins anew when somebody does', async () => {
    const { server, kinds, pass } = await kindsIn();
    await kinds.watch(CONFIG_MAPS, 'test').read('test/a', CANARY);
    await until(() => watching(server) === 1);
    pass(30);
    expect([...kinds.all()]).toHaveLength(1);
    kinds.forget(CANARY);
    pass(9);
    expect([...kinds.all()]).toHaveLength(1);
    pass(2);
    expect([...kinds.all()]).toHaveLength(0);
    server.reset();
    await settled();
    expect(watching(server)).toBe(1);
    await kinds.watch(CONFIG_MAPS, 'test').read('test/a', CANARY);
    await until(() => watching(server) === 2);
  });

  it('computes once for all kinds of a start which objects are expected', async () => {
    const { kinds, expected } = await kindsIn();
    await Promise.all(
      [CONFIG_MAPS, SECRETS].map((resource) => kinds.watch(resource, 'test').read('test/none', CANARY)),
    );
    expect(expected()).toBe(1);
  });
});
