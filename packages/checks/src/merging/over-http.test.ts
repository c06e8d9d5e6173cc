import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { settled, VirtualClock } from '@flagger/testing';
import { expect, it } from '@jest/globals';
import { mergedPrometheus } from './merged-prometheus.ts';
import { Together } from './together.ts';

it('a server that does not answer what is merged is asked alone after two seconds, and no longer where nobody waits', async () => {
  let [posts, closed] = [0, 0];
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      posts++;
      response.once('close', () => closed++);
      return;
    }
    response.end('{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"7"]}]}}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = new VirtualClock();
  const { source } = mergedPrometheus(new Together({ windowMs: 100, clock }));
  const controller = new AbortController();
  const { signal } = controller;
  const asked = async (times: number) => {
    const answers = Promise.all(
      ['a', 'b', 'c'].map((text) => source.measure({ text, interval: '1m' }, { address, clock, signal })),
    );
    await clock.pass(100);
    await until(() => posts === times);
    return { answers };
  };
  try {
    const { answers } = await asked(1);
    await clock.pass(2000);
    expect(await answers).toEqual(Array(3).fill({ value: 7 }));
    await clock.pass(61_000);
    const again = await asked(2);
    const thrown = expect(again.answers).rejects.toThrow('withdrawn');
    controller.abort(new Error('withdrawn'));
    await thrown;
    await until(() => closed === 2);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await settled();
  }
}

it('a server is told who asks where its address says so, also of what is merged', async () => {
  const told: string[] = [];
  const server = createServer((request, response) => {
    told.push(`${request.method ?? ''} ${request.headers.authorization ?? ''}`);
    const result = ['0', '1'].map((place) => ({ metric: { flagger_query: place }, value: [1, '7'] }));
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://reader:hunter2@127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = new VirtualClock();
  const { signal } = new AbortController();
  const { source } = mergedPrometheus(new Together({ windowMs: 100, clock }));
  try {
    const answers = Promise.all(
      ['a', 'b', 'c'].map((text) => source.measure({ text, interval: '1m' }, { address, clock, signal })),
    );
    await clock.pass(100);
    expect(await answers).toEqual([{ value: 7 }, { value: 7 }, { value: 7 }]);
    const basic = `Basic ${Buffer.from('reader:hunter2').toString('base64')}`;
    expect(told).toEqual([`GET ${basic}`, `POST ${basic}`]);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
