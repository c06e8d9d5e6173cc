// How long /metrics takes at 10,000 canaries, and for how long at a time it stops everything else. In this process, without a cluster:
//
//   node --experimental-transform-types --no-warnings bench/metrics-page.mjs [canaries]
//
// Each scrape is a real one, over a socket, by another process. `longest stop` is the longest time of the main thread's own work (not of the
// clock: others use this machine as well) in which nothing else got its turn.
import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { cachedPage } from '../packages/operator/src/cached-page.ts';
import { serve } from '../packages/operator/src/server.ts';
import { telemetry } from '../packages/operator/src/telemetry.ts';

const canaries = Number(process.argv[2] ?? 10_000);
const LIMIT_MS = 50;
const run = promisify(execFile);

const canary = (index) => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: `podinfo-${index}`, namespace: `team-${index % 100}`, uid: `uid-${index}` },
  spec: {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: `podinfo-${index}` },
    service: { port: 80 },
    analysis: { interval: '1m', threshold: 2, stepWeight: 10 },
  },
  status: { phase: 'Succeeded' },
});

function filled(hasTurnHistogram) {
  const { listener, page } = telemetry('istio', hasTurnHistogram);
  for (let index = 0; index < canaries; index++) {
    const one = canary(index);
    listener.turn?.(one, 0.02);
    listener.status?.(one, { phase: 'Progressing' });
    listener.finding?.(one, {
      kind: 'metric',
      name: 'request-success-rate',
      source: 'success-rate',
      provider: 'istio',
      value: 99.5,
    });
    listener.finding?.(one, {
      kind: 'metric',
      name: 'request-duration',
      source: 'duration',
      provider: 'istio',
      value: 120,
    });
  }
  return page;
}

/** Milliseconds that the main thread has worked. */
const worked = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/** What `work` took, and the longest time in which nothing else got its turn. */
async function measured(work) {
  let longest = 0;
  let last = worked();
  const tick = () => {
    const now = worked();
    longest = Math.max(longest, now - last);
    last = now;
    handle = setImmediate(tick);
  };
  let handle = setImmediate(tick);
  const began = performance.now();
  const result = await work();
  const ms = performance.now() - began;
  await pause(1);
  clearImmediate(handle);
  return { result, ms, longest };
}

async function scrapes(title, hasTurnHistogram, { times = 1, encoding = 'gzip' } = {}) {
  const page = cachedPage(filled(hasTurnHistogram), () => performance.now());
  const server = await serve({ port: 0, address: '127.0.0.1', notReady: () => undefined, metrics: page });
  // the bytes as they came, which fetch would unpack
  const CLIENT = `
    const [, url, times, encoding] = process.argv;
    const get = () => new Promise((resolve) => require('http').get(url, { agent: false, headers: { 'accept-encoding': encoding } }, (response) => {
      let size = 0;
      response.on('data', (chunk) => (size += chunk.length)).on('end', () => resolve(size));
    }));
    Promise.all(Array.from({ length: times }, get)).then(([size]) => console.log(size));`;
  const ask = async () =>
    Number(
      (await run(process.execPath, ['-e', CLIENT, `http://127.0.0.1:${server.port}/metrics`, String(times), encoding]))
        .stdout,
    );
  await ask();
  const rounds = [];
  for (let round = 0; round < 5; round++) {
    // until what was kept is too old
    await pause(5_100);
    rounds.push(await measured(ask));
  }
  await server.close();
  const size = rounds[0].result;
  const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
  return {
    scrapes: title,
    MiB: (size / 2 ** 20).toFixed(1),
    'ms (median of 5)': Math.round(median(rounds.map(({ ms }) => ms))),
    'longest stop, ms': Math.round(Math.max(...rounds.map(({ longest }) => longest))),
  };
}

const identity = { encoding: 'identity' };
const rows = [
  await scrapes('one', false),
  await scrapes('one, not compressed', false, identity),
  await scrapes('ten at the same time, not compressed', false, { ...identity, times: 10 }),
  await scrapes('one, with -turn-histogram', true),
  await scrapes('ten at the same time, with -turn-histogram, not compressed', true, { ...identity, times: 10 }),
];
console.log(`/metrics of ${canaries} canaries`);
console.table(rows);
const slow = rows.filter((row) => row['longest stop, ms'] > LIMIT_MS);
if (slow.length > 0) {
  console.log(`nothing else got its turn for more than ${LIMIT_MS} ms`);
  process.exitCode = 1;
}
