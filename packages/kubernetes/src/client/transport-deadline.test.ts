import { expect, it } from '@jest/globals';
import { refuse, serve } from '../../test/api-server.ts';
import { thisMachine } from './machine.ts';
import { SECRETS } from './resource.ts';
import { createTransport } from './transport.ts';

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
