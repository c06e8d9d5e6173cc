import type { Log } from '@flagger/api';
import { BackgroundSender } from '@flagger/alerts';
import { Lives, Queue, Rivals } from '@flagger/controller';
import { connect, createCluster } from '@flagger/kubernetes';
import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { systemClock } from './clock.ts';
import { Ownership } from './ownership.ts';
import { Program } from './program.ts';
import { telemetry } from './telemetry.ts';
import { Writing } from './writing.ts';

const log: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const servers: Server[] = [];
afterEach(() =>
  Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  ),
);

async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

const CANARY = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'podinfo', namespace: 'test', uid: 'u-1', resourceVersion: '1' },
};

/** An API server that lists one Canary, and answers nothing any more once it `isMute`. */
function apiServer(state: { isMute: boolean; readonly asked: string[] }): Server {
  return createServer((request, response) => {
    const { method = '', url = '' } = request;
    state.asked.push(`${method} ${url.replace(/\?.*/, '')}`);
    if (state.isMute || url.includes('watch=')) {
      return;
    }
    const body = { kind: 'CanaryList', metadata: { resourceVersion: '1' }, items: [CANARY] };
    request.resume();
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
}

describe('a stop', () => {
  it('aborts the requests of turns and tells what is to be told, soon, also when the API server answers nothing', async () => {
    const state = { isMute: false, asked: [] as string[] };
    const connection = connect({ master: await listening(apiServer(state)), environment: {} });
    const cluster = createCluster({ connection, namespace: 'test', log });
    let isTold = false;
    const receiver = await listening(
      createServer((request, response) => {
        request.resume();
        response.end();
        isTold = true;
      }),
    );
    let isTurnOver = false;
    const ref = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'test' } };
    const queue = new Queue(
      (key) =>
        cluster
          .objects(key)
          .patch(ref, {})
          .then(() => 'change' as const)
          .finally(() => (isTurnOver = true)),
      { explain: async () => 1, clock: systemClock, log, parallel: 1, resyncMs: 60_000 },
    );
    const sender = new BackgroundSender({ clock: systemClock, log });
    const program = new Program({
      cluster,
      queue,
      lives: new Lives(() => {
        throw new Error('no turn of a canary is taken');
      }),
      rivals: new Rivals({ canaries: cluster.canaries, wake: () => undefined }),
      sender,
      telemetry: telemetry('istio'),
      clock: systemClock,
      log,
      port: 0,
      address: '127.0.0.1',
      ownership: new Ownership(),
      writing: new Writing(),
      election: undefined,
      metricsServerProblem: async () => undefined,
    });
    await program.start();
    state.isMute = true;
    queue.wake('test/podinfo');
    while (!state.asked.some((line) => line.startsWith('PATCH'))) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    sender.send({ kind: 'event', lane: 'a', post: { url: receiver, body: {}, timeoutMs: 1_000 }, about: {} });
    const began = performance.now();
    await program.stop();
    expect([isTurnOver, isTold]).toEqual([true, true]);
    expect(performance.now() - began).toBeLessThan(12_000);
    await connection.close();
  }, 40_000);
});
