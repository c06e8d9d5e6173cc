import { describe, expect, it } from '@jest/globals';
import { refuse, send, serve, type TestServer } from '../../test/api-server.ts';
import { thisMachine } from './machine.ts';
import { SECRETS } from './resource.ts';
import { type Call, createTransport, type TransportOptions } from './transport.ts';

const patch: Call = { verb: 'patch', resource: SECRETS, place: { namespace: 'test', name: 'podinfo' }, body: {} };

/** How a patch ends. */
const patched = (
  { connection }: TestServer,
  timings: TransportOptions['timings'],
  own: Partial<Call> = {},
): Promise<unknown> =>
  createTransport({ connection, timings: { firstPauseMs: 1, longestPauseMs: 5, ...timings } })
    .request({ ...patch, ...own })
    .catch((error: unknown) => (error instanceof Error ? error.message : error));

describe('an answer that takes long', () => {
  it('is waited for longer by the second attempt, beyond the deadline, where the first had none', async () => {
    const server = await serve((_, response) => void setTimeout(() => send(response, { metadata: {} }), 900));
    expect(await patched(server, { deadlineMs: 700, attemptMs: 300 })).toEqual({ metadata: {} });
    expect(server.asked.map(({ method }) => method)).toEqual(['PATCH', 'PATCH']);
  });

  it('is told in the words of the server', async () => {
    const server = await serve((_, response) => void setTimeout(() => refuse(response, 500, 'late'), 600));
    const timings = { deadlineMs: 500, attemptMs: 300, patientMs: 1_500 };
    expect(await patched(server, timings)).toBe('patching Secret podinfo.test: 500');
  });

  it('is not waited for without end', async () => {
    const server = await serve(() => undefined);
    const timings = { deadlineMs: 200, attemptMs: 100, patientMs: 300 };
    expect(await patched(server, timings)).toBe('patching Secret podinfo.test: no answer within 100 ms');
    expect(server.asked.length).toBeGreaterThan(1);
  });

  it('is not waited for beyond the deadline that a call has of its own', async () => {
    const server = await serve(() => undefined);
    const timings = { attemptMs: 100, patientMs: 600_000 };
    expect(await patched(server, timings, { deadlineMs: 150 })).toBe(
      'patching Secret podinfo.test: no answer within 100 ms',
    );
  });
});

it('makes no attempt after the deadline where the machine slept through it', async () => {
  const server = await serve((_, response) => refuse(response, 503));
  let late = 0;
  const waits: number[] = [];
  const machine = {
    ...thisMachine,
    elapsed: () => thisMachine.elapsed() + late,
    after: (ms: number, callback: () => void) => {
      waits.push(ms);
      return thisMachine.after(ms, () => {
        late = 60_000;
        callback();
      });
    },
  };
  const transport = createTransport({ connection: server.connection, timings: { firstPauseMs: 1 }, machine });
  const place = { namespace: 'test', name: 'podinfo' };
  await expect(transport.request({ verb: 'get', resource: SECRETS, place })).rejects.toThrow('podinfo');
  expect(server.asked).toHaveLength(1);
  expect(waits.filter((ms) => ms < 0)).toEqual([]);
});
