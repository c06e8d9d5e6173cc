// Whether a year's worth of releases and preview canaries leaves anything behind; see bench/README.md.
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { MESH_DEFAULTS } from '@flagger/api';
import { CheckSession, Life, Lives, Meshes, Performer, Queue, Reconciler, Rivals } from '@flagger/controller';
import { createCluster, createWorkloads, WORKLOAD_DEFAULTS } from '@flagger/kubernetes';
import { telemetry } from '@flagger/operator';
import { kubernetes } from '@flagger/provider-kubernetes';
import { ApiServer } from './api-server.mjs';
import { settle, VirtualMachine } from './virtual-time.mjs';

const { values } = parseArgs({
  options: { releases: { type: 'string', default: '100000' }, previews: { type: 'string', default: '50000' } },
});
const [RELEASES, PREVIEWS] = [Number(values.releases), Number(values.previews)];
const SHOPS = 100;
const ALLOWED_MIB = 10;
const [CANARIES, DEPLOYMENTS, CONFIG_MAPS] = [
  '/apis/flagger.app/v1beta1/canaries',
  '/apis/apps/v1/deployments',
  '/api/v1/configmaps',
];
const MINUTE = 60_000;

const machine = new VirtualMachine();
const server = new ApiServer();
const silent = () => undefined;
// what cannot run does not grow either
const wrong = (message, keys) => {
  throw new Error(`${message}: ${JSON.stringify(keys)}`);
};
const log = { debug: silent, info: silent, warn: silent, error: wrong };

const canary = (name) => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name, namespace: 'test', generation: 1, creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    service: { port: 80 },
    analysis: { interval: '1m', threshold: 2, iterations: 2 },
  },
});
const deployment = (name) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'test' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [] } },
  },
});

const shops = Array.from({ length: SHOPS }, (_, number) => `shop-${number}`);
for (const shop of shops) {
  server.put(CANARIES, canary(shop));
  server.put(DEPLOYMENTS, deployment(shop));
}

const { listener, onRequest, page } = telemetry('kubernetes');
const cluster = createCluster({ connection: server.connection(), log, onRequest, machine });
const queue = queueOf();
const end = new AbortController();
await cluster.start(end.signal);
// the shops' turns are taken by hand, those of the previews by the queue
cluster.onChange((key) => key.startsWith('test/pr-') && queue.wake(key));

/** The real queue, reconciler and engine on the real caches. */
function queueOf() {
  const common = { clock: machine, chance: () => machine.random(), log, listeners: [listener] };
  const rivals = new Rivals({ canaries: cluster.canaries, wake: (key) => queue.wake(key) });
  const asking = { ...common, checks: { find: async () => [] }, wake: (key) => queue.wake(key) };
  const reconciler = new Reconciler({
    ...common,
    canaries: cluster.canaries,
    lives: new Lives((key) => new Life({ session: new CheckSession(key, asking) })),
    rivals,
    performer: new Performer({ ...common, canaries: cluster.canaries, events: cluster.events }),
    meshes: new Meshes([kubernetes], 'kubernetes', MESH_DEFAULTS),
    view: (key) => ({
      objects: cluster.objects(key),
      workloads: (objects) =>
        createWorkloads({
          objects,
          configs: cluster.configs(key),
          options: WORKLOAD_DEFAULTS,
          now: () => machine.now(),
        }),
    }),
    endTurn: (key) => cluster.endTurn(key),
    forget: (key) => cluster.forget(key),
    mayWrite: () => true,
    settleMs: 0,
    minIntervalMs: 10_000,
  });
  return new Queue((key) => reconciler.turn(key), {
    ...common,
    parallel: 64,
    resyncMs: 10 * MINUTE,
    explain: (...failure) => reconciler.explain(...failure),
  });
}

/** One shop gets a config of another name, as kustomize makes them, reads it in a few turns, and its status moves. */
async function release(number) {
  const shop = shops[number % SHOPS];
  const key = `test/${shop}`;
  const config = (of) => `config-${createHash('sha256').update(`${shop} ${of}`).digest('hex').slice(0, 10)}`;
  const name = config(number);
  server.put(CONFIG_MAPS, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'test' },
    data: { number: String(number) },
  });
  server.delete(CONFIG_MAPS, `test/${config(number - SHOPS)}`);
  for (const phase of ['Progressing', 'Promoting', 'Succeeded']) {
    await cluster.configs(key).track('ConfigMap', 'test', name);
    await cluster
      .objects(key)
      .read({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'test', name: shop } });
    const raw = cluster.canaries.read(key);
    await cluster.canaries.writeStatus(raw, { phase, lastTransitionTime: `${number} ${phase}` });
    cluster.endTurn(key);
  }
}

/** Preview canaries of pull requests come, are seen by turns, and go. */
async function previews(numbers) {
  const names = numbers.map((number) => `pr-${number}`);
  names.forEach((name) => server.put(CANARIES, canary(name)));
  await settle(20);
  await machine.pass(1000);
  names.forEach((name) => server.delete(CANARIES, `test/${name}`));
  await settle(20);
}

async function heapMiB() {
  for (let round = 0; round < 4; round++) {
    await settle();
    globalThis.gc();
  }
  return process.memoryUsage().heapUsed / 2 ** 20;
}

/** After a while in which nothing happens: whatever expires has expired. */
async function rested() {
  for (let minute = 0; minute < 15; minute++) {
    server.bookmark();
    await machine.pass(MINUTE);
  }
  return heapMiB();
}

async function run(share) {
  const batch = 50;
  const [releases, made] = [Math.round(RELEASES * share), Math.round(PREVIEWS * share)];
  for (let done = 0; done < Math.max(releases, made); done += batch) {
    for (let number = done; number < Math.min(done + batch, releases); number++) {
      await release(counts.releases++);
    }
    if (done < made) {
      const numbers = Array.from({ length: Math.min(batch, made - done) }, () => counts.previews++);
      await previews(numbers);
    }
    server.bookmark();
    await machine.pass(MINUTE);
  }
}

const counts = { releases: 0, previews: 0 };
const row = (heap, series) =>
  [counts.releases, counts.previews, server.requests, machine.timers.size, series, heap.toFixed(1)]
    .map((each) => String(each).padStart(10))
    .join('');
const series = async () =>
  (await Array.fromAsync(page.pieces()))
    .join('')
    .split('\n')
    .filter((line) => line.startsWith('flagger_canary')).length;

if (globalThis.gc === undefined) {
  throw new Error('run it as: npm run soak');
}
console.log(
  ['releases', 'previews', 'requests', 'timers', 'series', 'heap MiB'].map((each) => each.padStart(10)).join(''),
);
await run(0.05);
const began = await rested();
console.log(row(began, await series()));
for (let tenth = 0; tenth < 10; tenth++) {
  await run(0.095);
  console.log(row(await heapMiB(), await series()));
}
const ended = await rested();
console.log(row(ended, await series()));
console.log(`${(ended - began).toFixed(1)} MiB more than at the first row, allowed are ${ALLOWED_MIB}`);
end.abort();
process.exit(ended - began <= ALLOWED_MIB ? 0 : 1);
