import { describe, expect, it } from '@jest/globals';
import { Wait } from '@flagger/api';
import { aLog, type Answering, refuse, refuseForLong, send, serve, type TestServer } from '../../test/api-server.ts';
import { createDiscovery, type Discovery } from './discovery.ts';
import { thisMachine } from './machine.ts';
import { createTransport } from './transport.ts';

const VIRTUAL_SERVICE = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService' };
const GATEWAY = { apiVersion: 'networking.istio.io/v1', kind: 'Gateway' };
const served = [
  { name: 'virtualservices', kind: 'VirtualService', namespaced: true, verbs: ['get', 'list', 'watch'] },
  { name: 'virtualservices/status', kind: 'VirtualService', namespaced: true, verbs: ['get'] },
];

async function discover(
  answer: Answering,
): Promise<{
  readonly server: TestServer;
  readonly discovery: Discovery;
  readonly log: ReturnType<typeof aLog>;
  readonly pass: (ms: number) => void;
}> {
  const server = await serve(answer);
  const log = aLog();
  let time = 0;
  const machine = { ...thisMachine, elapsed: () => time };
  const transport = createTransport({ connection: server.connection, timings: { firstPauseMs: 1 }, machine });
  const discovery = createDiscovery({ transport, log });
  return { server, discovery, log, pass: (ms) => void (time += ms) };
}

describe('Discovery', () => {
  it('asks once for each group and version, also when many ask at once', async () => {
    const { server, discovery } = await discover((_, response) => send(response, { resources: served }));
    const [found] = await Promise.all([discovery.find(VIRTUAL_SERVICE), discovery.find(VIRTUAL_SERVICE)]);
    await discovery.find(VIRTUAL_SERVICE);
    expect(found).toEqual({
      ...VIRTUAL_SERVICE,
      plural: 'virtualservices',
      namespaced: true,
      verbs: ['get', 'list', 'watch'],
    });
    expect(server.lines()).toEqual(['GET /apis/networking.istio.io/v1']);
  });

  it('finds the kinds of the core group', async () => {
    const { server, discovery } = await discover((_, response) =>
      send(response, { resources: [{ name: 'services', kind: 'Service', namespaced: true, verbs: ['get'] }] }),
    );
    expect(await discovery.find({ apiVersion: 'v1', kind: 'Service' })).toMatchObject({ plural: 'services' });
    expect(server.lines()).toEqual(['GET /api/v1']);
  });

  it.each<readonly [string, Answering]>([
    ['group', (_, response) => refuse(response, 404)],
    ['kind', (_, response) => send(response, { resources: served })],
  ])(
    'says of an absent %s that it is not installed, tells it once, and looks again after 30 s',
    async (_name, answer) => {
      const { server, discovery, log, pass } = await discover(answer);
      const problem = {
        name: 'Wait',
        message: 'Gateway networking.istio.io/v1 is not installed in this cluster',
        afterMs: 30_000,
      };
      await expect(discovery.find(GATEWAY)).rejects.toMatchObject(problem);
      pass(29_000);
      await expect(discovery.find(GATEWAY)).rejects.toMatchObject(problem);
      expect(server.asked).toHaveLength(1);
      pass(1_000);
      await expect(discovery.find(GATEWAY)).rejects.toMatchObject(problem);
      expect(server.asked).toHaveLength(2);
      expect(log.lines).toEqual([
        'warn kind is not installed in this cluster; it is looked for again from time to time',
      ]);
    },
  );

  it('finds a kind that was installed meanwhile', async () => {
    let isInstalled = false;
    const { discovery, pass } = await discover((_, response) =>
      isInstalled ? send(response, { resources: served }) : refuse(response, 404),
    );
    await expect(discovery.find(VIRTUAL_SERVICE)).rejects.toThrow(Wait);
    isInstalled = true;
    pass(30_000);
    expect(await discovery.find(VIRTUAL_SERVICE)).toMatchObject({ plural: 'virtualservices' });
  });

  it('forgets one kind, and no other of its group', async () => {
    const both = [...served, { name: 'gateways', kind: 'Gateway', namespaced: true, verbs: [] }];
    const { server, discovery } = await discover((_, response) => send(response, { resources: both }));
    await discovery.find(GATEWAY);
    discovery.forget(GATEWAY);
    await expect(discovery.find(GATEWAY)).rejects.toThrow(
      'Gateway networking.istio.io/v1 is not installed in this cluster',
    );
    expect(await discovery.find(VIRTUAL_SERVICE)).toMatchObject({ plural: 'virtualservices' });
    expect(server.asked).toHaveLength(1);
  });

  it('does not take a server that cannot answer for one without the kind', async () => {
    const { discovery } = await discover((_, response) => refuseForLong(response, 503, 'starting'));
    await expect(discovery.find(VIRTUAL_SERVICE)).rejects.toThrow(/starting$/);
  });
});
