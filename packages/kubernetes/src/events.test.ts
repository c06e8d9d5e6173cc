import { describe, expect, it } from '@jest/globals';
import type { RawCanary } from '@flagger/api';
import { aLog, type Answering, refuse, send, serve, type TestServer } from '../test/api-server.ts';
import { ClusterEvents, eventName } from './events.ts';
import { createTransport } from './client/transport.ts';

const canary: RawCanary = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'podinfo', namespace: 'test', uid: 'u-1', resourceVersion: '7' },
};
const told = { type: 'Warning', message: 'Halt advancement', id: 'a1.b2' } as const;

async function events(
  answer: Answering,
): Promise<{ readonly server: TestServer; readonly events: ClusterEvents; readonly log: ReturnType<typeof aLog> }> {
  const server = await serve(answer);
  const log = aLog();
  const transport = createTransport({ connection: server.connection, timings: { firstPauseMs: 1 } });
  return {
    server,
    log,
    events: new ClusterEvents({ transport, log, now: () => Date.parse('2026-01-02T03:04:05.678Z') }),
  };
}

describe('ClusterEvents', () => {
  it('are written as Flagger writes them, under a name that derives from the id', async () => {
    const { server, events: port } = await events((_, response) => send(response, {}, { code: 201 }));
    await port.write(canary, told);
    expect(server.lines()).toEqual(['POST /api/v1/namespaces/test/events']);
    expect(server.asked[0]?.body).toEqual({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'podinfo.a1.b2', namespace: 'test' },
      involvedObject: {
        apiVersion: 'flagger.app/v1beta1',
        kind: 'Canary',
        name: 'podinfo',
        namespace: 'test',
        uid: 'u-1',
        resourceVersion: '7',
      },
      reason: 'Synced',
      message: 'Halt advancement',
      type: 'Warning',
      source: { component: 'flagger' },
      reportingComponent: 'flagger',
      reportingInstance: '',
      firstTimestamp: '2026-01-02T03:04:05Z',
      lastTimestamp: '2026-01-02T03:04:05Z',
      count: 1,
    });
  });

  it('are done where one of that id exists', async () => {
    const { events: port } = await events((_, response) =>
      send(response, { reason: 'AlreadyExists', message: 'exists' }, { code: 409 }),
    );
    await expect(port.write(canary, told)).resolves.toBeUndefined();
  });

  it('fail where the server speaks of a conflict, as then there may be none of that id', async () => {
    const { events: port } = await events((_, response) =>
      send(response, { reason: 'Conflict', message: 'try again' }, { code: 409 }),
    );
    await expect(port.write(canary, told)).rejects.toThrow('try again');
  });

  it.each<readonly [string, Answering]>([
    [
      'is terminating',
      (_, response) =>
        send(
          response,
          { reason: 'Forbidden', message: 'no', details: { causes: [{ reason: 'NamespaceTerminating' }] } },
          { code: 403 },
        ),
    ],
    ['is gone', (_, response) => refuse(response, 404)],
  ])('are done, and logged, where the namespace %s', async (_name, answer) => {
    const { events: port, log } = await events(answer);
    await port.write(canary, told);
    expect(log.lines).toEqual(['info event is not written: the namespace is going']);
  });

  it('fail where they are forbidden', async () => {
    const { events: port } = await events((_, response) => refuse(response, 403, 'no rule'));
    await expect(port.write(canary, told)).rejects.toThrow(
      'creating Event podinfo.a1.b2.test: forbidden to create events in namespace test: no rule',
    );
  });
});

describe('eventName', () => {
  it.each(['Not A Name', 'ends-', 'x'.repeat(300)])('is a digest of an id that is no DNS name: %s', (id) => {
    expect(eventName('podinfo', id)).toMatch(/^podinfo\.[0-9a-f]{16}$/);
  });

  it('is never longer than a name may be, and still tells ids apart', () => {
    const long = `${'a'.repeat(240)}.podinfo`;
    const names = ['one', 'one-that-is-longer'].map((id) => eventName(long, id));
    expect(names.every((name) => name.length <= 253)).toBe(true);
    expect(new Set(names).size).toBe(2);
  });
});
