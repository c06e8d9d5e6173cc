#!/usr/bin/env node
// Measures a progressive delivery operator (Flagger's Canary CRD) against a real control plane. See README.md.
import { mkdirSync, readFileSync, writeFileSync, existsSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import os from 'node:os';
import path from 'node:path';
import { Cluster, each, sleep } from './lib/cluster.mjs';
import { EmbeddedCluster } from './lib/embedded/cluster.mjs';
import { Operator, cpuSeconds, receivedBytes } from './lib/operator.mjs';
import { Prometheus, Sink } from './lib/fakes.mjs';
import { FaultProxy } from './lib/proxy.mjs';
import { countBy, round, spread } from './lib/stats.mjs';
import { finished as isFinished, inspect as inspectWave, summary, timings as timingsOf } from './lib/inspect.mjs';
import * as w from './lib/workload.mjs';
import * as meshes from './lib/requests.mjs';

const here = (file) => new URL(file, import.meta.url).pathname;
// the flags of Node that the image starts the operator with
const shippedFlags = () => /exec node (.*) \/app/.exec(readFileSync(here('../packages/operator/flagger'), 'utf8'))[1];
const {
  values: arg,
  positionals,
  tokens,
} = parseArgs({
  tokens: true,
  allowPositionals: true,
  options: {
    operator: {
      type: 'string',
      default: `${process.execPath} ${shippedFlags()} ${here('../packages/operator/dist/flagger.mjs')} -kubeconfig={kubeconfig} -metrics-server={prom} -mesh-provider={mesh} -port={port} -log-level=info`,
    },
    env: { type: 'string', multiple: true, default: ['MALLOC_TRIM_THRESHOLD_=131072'] },
    cluster: { type: 'string', default: here('../e2e/cluster/cluster') },
    crds: { type: 'string', default: here('../artifacts/flagger/crd.yaml') },
    name: { type: 'string', default: 'bench' },
    port: { type: 'string', default: '18443' },
    label: { type: 'string', default: 'ours' },
    mesh: { type: 'string', default: 'istio' },
    out: { type: 'string', default: here('results') },
    n: { type: 'string' },
    sizes: { type: 'string' },
    kills: { type: 'string', default: '20' },
    fast: { type: 'string' },
    cases: { type: 'string' },
    window: { type: 'string' },
    minutes: { type: 'string' },
    seed: { type: 'string' },
    interval: { type: 'string' },
    tag: { type: 'string' },
    k: { type: 'string' },
    foreign: { type: 'string', default: '3000' },
    only: { type: 'string' },
    'event-wait': { type: 'string', default: '10' },
    'id-header': { type: 'string', default: 'X-Flagger-Id' },
    quick: { type: 'boolean' },
    keep: { type: 'boolean' },
    profile: { type: 'boolean' },
    aim: { type: 'boolean' },
  },
});
const EXPERIMENTS = [
  'idle',
  'startup',
  'rollout',
  'rollback',
  'restart',
  'chaos',
  'faults',
  'foreign',
  'requests',
  'loadtester',
  'soak',
  'all',
];
const [experiment] = positionals,
  port = Number(arg.port);
if (experiment === 'lint') {
  // needs no cluster
  await import('./lint.mjs');
  process.exit();
}
const isKnown = (name, index) => EXPERIMENTS.includes(name) || (index > 0 && experiment === 'loadtester');
if (!experiment || !positionals.every(isKnown)) {
  console.error(
    'bench.mjs <idle|startup|rollout|rollback|restart|chaos|faults|foreign|requests|loadtester|lint|soak|all>... [--operator "<command>"] [--cluster <script>] [--crds <crd.yaml>]  (README.md)',
  );
  process.exit(2);
}
if (experiment === 'loadtester') {
  // no cluster
  const flags = ['--experimental-transform-types', '--no-warnings', here('loadtester.mjs')];
  process.exit(spawnSync(process.execPath, [...flags, ...positionals.slice(1)], { stdio: 'inherit' }).status ?? 1);
}
if (positionals.length > 1) {
  // each on a cluster of its own, one after the other
  const named = new Set(tokens.filter((token) => token.kind === 'positional').map((token) => token.index));
  const options = process.argv.slice(2).filter((_, index) => !named.has(index));
  const codes = positionals.map(
    (name) => spawnSync(process.execPath, [process.argv[1], name, ...options], { stdio: 'inherit' }).status ?? 1,
  );
  process.exit(Math.max(...codes));
}
if (experiment === 'soak') process.exit(await (await import('./lib/soak/soak.mjs')).soak(arg));
if (experiment === 'all') process.exit(await (await import('./lib/all.mjs')).all(arg));
const say = (...a) => console.error(new Date().toISOString().slice(11, 19), ...a);
const work = path.join(os.tmpdir(), `bench-${arg.name}`);
mkdirSync(work, { recursive: true });
mkdirSync(arg.out, { recursive: true });

const cluster =
  arg.cluster === 'embedded'
    ? new EmbeddedCluster({ name: arg.name, port, crds: arg.crds })
    : new Cluster({ script: arg.cluster, name: arg.name, port });
const prom = await new Prometheus(port + 20).start(),
  sink = await new Sink(port + 21).start();
const record = {
  label: arg.label,
  experiment,
  started: new Date().toISOString(),
  mesh: arg.mesh,
  operator: arg.operator.replace(/\S*\/(?=[\w.-]+(\s|$))/g, ''),
  machine: { cpus: os.cpus().length, model: os.cpus()[0]?.model.trim(), memGiB: round(os.totalmem() / 2 ** 30, 1) },
  results: [],
};
const file = path.join(arg.out, `${arg.label}-${experiment}${arg.tag ? `-${arg.tag}` : ''}.json`);
const save = (r) => {
  if (r) {
    r.load1 = round(os.loadavg()[0], 2);
    record.results.push(r);
    say(JSON.stringify(r).slice(0, 1200));
  }
  writeFileSync(file, JSON.stringify(record, null, 1) + '\n');
};
let operator, observer;

function makeOperator(command = arg.operator, server) {
  const kubeconfig = path.join(work, 'kubeconfig');
  writeFileSync(kubeconfig, cluster.kubeconfig(server));
  operator = new Operator({
    // written when it ends by itself, into --out
    command: arg.profile ? command.replace(/^\S+/, (node) => `${node} --cpu-prof --cpu-prof-dir=${arg.out}`) : command,
    log: path.join(work, 'operator.log'),
    env: Object.fromEntries(arg.env.map((e) => e.split(/=(.*)/s).slice(0, 2))),
    vars: { kubeconfig, prom: prom.url, sink: sink.url, port: String(port + 22), mesh: arg.mesh },
  });
  return operator;
}
async function fresh() {
  if (cluster.isUp() && !arg.keep) cluster.down();
  rmSync(path.join(work, 'operator.log'), { force: true });
  await cluster.up();
  await w.installCrds(cluster, arg.mesh, arg.crds);
}
async function observe(options) {
  observer?.stop();
  observer = await new w.Observer(cluster.kube, arg.mesh).start(options);
  return observer;
}
const range = (a, b) => Array.from({ length: b - a }, (_, i) => a + i);

// What the operator, the API server and etcd spend between begin() and the call of its result.
function meter() {
  const at = {
    t: Date.now(),
    audit: cluster.auditMark(),
    op: operator.dead ? 0 : operator.sample().cpu,
    api: cpuSeconds(cluster.pid('kube-apiserver')),
    etcd: cluster.isEmbedded ? 0 : cpuSeconds(cluster.pid('etcd')),
    q: prom.queries,
    probes: prom.probes,
  };
  const received = () => (operator.dead ? null : receivedBytes(operator.pid, port)),
    bytesAt = received(),
    bytes = new Map(bytesAt);
  const count = () => {
      for (const [k, v] of received() ?? []) bytes.set(k, v);
    },
    counter = setInterval(count, 10_000);
  const rss = [],
    timer = setInterval(() => {
      try {
        rss.push(operator.sample().rssMiB);
      } catch {
        /* restarted */
      }
    }, 1000);
  return async () => {
    clearInterval(timer);
    clearInterval(counter);
    count();
    const got = bytesAt && [...bytes].reduce((a, [k, v]) => a + v - (bytesAt.get(k) ?? 0), 0);
    const to = Date.now(),
      op = operator.sample(),
      api = cpuSeconds(cluster.pid('kube-apiserver')),
      etcd = cluster.isEmbedded ? 0 : cpuSeconds(cluster.pid('etcd'));
    await sleep(300); // the audit log is buffered for a moment
    const requests = cluster.auditRequests(at.audit).filter((r) => r.t <= to);
    const s = (to - at.t) / 1000;
    return {
      requests,
      base: {
        seconds: round(s, 1),
        requests: requests.length,
        requestsPerMinute: round((requests.length / s) * 60, 0),
        byVerbResource: countBy(requests, (r) => `${r.verb} ${r.resource}`),
        byCode: countBy(requests, (r) => r.code),
        operatorCpuSeconds: round(op.cpu - at.op),
        operatorCpuSecondsPerMinute: round(((op.cpu - at.op) / s) * 60),
        apiserverCpuSeconds: round(api - at.api),
        etcdCpuSeconds: round(etcd - at.etcd),
        rssMiB: { p50: spread(rss).p50, max: spread(rss).max, processPeak: round(op.peakMiB, 1) },
        threads: op.threads,
        receivedMiB: got === null ? null : round(got / 2 ** 20),
        prometheusQueries: prom.queries - at.q,
        prometheusProbes: prom.probes - at.probes,
      },
    };
  };
}
const canaryOf = (name) => name?.match(/^(app-\d+)/)?.[1];
// Ticks as the API server sees them: the reads of one canary by name start a tick (none for an operator that watches
// only).
function ticks(requests, intervalSeconds) {
  const by = new Map();
  for (const r of requests) {
    const c = canaryOf(r.name);
    if (c) (by.get(c) ?? by.set(c, []).get(c)).push(r);
  }
  const gaps = [],
    durations = [];
  let started = 0;
  for (const list of by.values()) {
    list.sort((a, b) => a.t - b.t);
    const starts = list.flatMap((r, i) => (r.verb === 'get' && r.resource === 'canaries' ? [i] : []));
    started += starts.length;
    starts.forEach((s, k) => {
      if (k + 1 < starts.length) {
        gaps.push((list[starts[k + 1]].t - list[s].t) / 1000);
        durations.push((list[starts[k + 1] - 1].t + list[starts[k + 1] - 1].ms - list[s].t) / 1000);
      }
    });
  }
  const perSecond = countBy(requests, (r) => Math.floor(r.t / 1000));
  return {
    canariesSeen: by.size,
    ticks: started,
    period: spread(gaps),
    latePerTick: spread(gaps.map((g) => Math.max(0, g - intervalSeconds))),
    duration: spread(durations),
    busiestSecond: Math.max(0, ...Object.values(perSecond)),
    latencyMs: spread(requests.map((r) => r.ms)),
  };
}
// How many requests were under way on average in each second (what they took, summed by the second they began in). The operator has 16
// connections for them: near 16 it waits for the control plane, far below for itself or for time.
function underWay(requests) {
  const ms = new Map();
  for (const { t, ms: took, verb } of requests) {
    const second = Math.floor(t / 1000);
    if (verb !== 'watch') ms.set(second, (ms.get(second) ?? 0) + took);
  }
  return spread([...ms.values()].map((each) => each / 1000));
}
const perTick = (base, t) => ({ ...t, requestsPerTick: t.ticks ? round(base.requests / t.ticks) : null });
const throttled = async () => {
  try {
    return (readFileSync(path.join(work, 'operator.log'), 'utf8').match(/client-side throttling/g) ?? []).length;
  } catch {
    return null;
  }
};

async function idle(n, interval, seconds, note, more) {
  say(`idle n=${n} interval=${interval}s for ${seconds}s ${note ?? ''}`);
  const stop = meter();
  await sleep(seconds * 1000);
  const { requests, base } = await stop();
  save({
    kind: 'idle',
    n,
    intervalSeconds: interval,
    note,
    ...more,
    ...base,
    perCanaryPerMinute: round(base.requestsPerMinute / n),
    ...perTick(base, ticks(requests, interval)),
    ticksDue: round((n * base.seconds) / interval, 0),
    clientThrottleMessages: await throttled(),
  });
}
async function initialise(indices, options, note) {
  say(`create ${indices.length} targets`);
  await w.createTargets(cluster.kube, indices);
  await observe({ events: false, targets: false, routes: false });
  if (!operator || operator.dead) {
    makeOperator(options?.command).start();
    await sleep(12_000);
  }
  const stop = meter(),
    t0 = Date.now();
  await w.createCanaries(cluster.kube, indices, options);
  const created = Date.now();
  const done = () => indices.every((i) => observer.phase(i) === 'Initialized');
  const ok = await observer.wait(done, 1_500_000);
  const times = indices
    .map((i) => observer.since(observer.canaries, i, t0).find((e) => e.v.phase === 'Initialized'))
    .filter(Boolean)
    .map((e) => (e.t - t0) / 1000);
  const { base } = await stop();
  observer.stop();
  save({
    kind: 'initialise',
    n: indices.length,
    note,
    all: ok,
    secondsToCreate: round((created - t0) / 1000),
    secondsUntilAllInitialized: round(Math.max(...times)),
    each: spread(times),
    requestsPerCanary: round(base.requests / indices.length),
    ...base,
    clientThrottleMessages: await throttled(),
  });
}
// The targets of k canaries change while the operator is away; how long after its start is each of them Progressing?
let starts = 0;
async function startUp(n, command, note, { k = Math.min(n, 100), settle = true } = {}) {
  say(`start-up with ${n} canaries, ${k} changed ${note ?? ''}`);
  if (operator && !operator.dead) await operator.stop();
  await observe({ events: false, targets: false, routes: false });
  const changed = range(0, k).map((j) => Math.floor((j * n) / k)),
    image = `app:start-${++starts}`;
  await each(changed, 16, (i) => w.setImage(cluster.kube, i, image));
  await sleep(3000);
  const mark = cluster.auditMark(),
    samples = [],
    t0 = makeOperator(command).start().startedAt;
  const timer = setInterval(() => {
    try {
      samples.push(operator.sample());
    } catch {
      /* it died */
    }
  }, 500);
  const at = (i) => observer.since(observer.canaries, i, t0).find((e) => e.v.phase === 'Progressing')?.t;
  const all = await observer.wait(() => changed.every(at), 600_000),
    last = operator.sample();
  clearInterval(timer);
  const times = changed.map(at).filter(Boolean),
    first = Math.min(...times),
    atFirst = samples.filter((s) => s.t <= first).at(-1);
  await sleep(300);
  save({
    kind: 'startup',
    n,
    changed: k,
    note,
    all,
    secondsToFirstProgressing: round((first - t0) / 1000),
    secondsToLastProgressing: all ? round((Math.max(...times) - t0) / 1000) : null,
    each: spread(times.map((t) => (t - t0) / 1000)),
    rssMiBAtFirst: round(atFirst?.rssMiB, 1),
    rssMiB: round(last.rssMiB, 1),
    peakMiB: round(last.peakMiB, 1),
    cpuSeconds: round(last.cpu),
    requests: cluster.auditRequests(mark).filter((r) => r.t <= last.t).length,
  });
  if (settle) await observer.wait(() => changed.every((i) => isFinished(observer, i, t0)), 1_500_000);
  observer.stop();
}

async function wave(indices, image, { timeout = 600_000, spreadMs = 0, during } = {}) {
  const t0 = Date.now(),
    set = new Map();
  const go = each(indices, spreadMs ? indices.length : 16, async (i) => {
    if (spreadMs) await sleep(Math.random() * spreadMs);
    await w.setImage(cluster.kube, i, image);
    set.set(i, Date.now());
  });
  const extra = during?.(t0);
  await go;
  const ok = await observer.wait(() => indices.every((i) => isFinished(observer, i, t0)), timeout);
  await extra;
  await sleep(2500);
  return { t0, set, ok, image };
}
const timings = (indices, r) => timingsOf(observer, indices, r);
const inspect = (indices, r, options) =>
  inspectWave(
    {
      observer,
      sink,
      kube: cluster.kube,
      idHeader: arg['id-header'].toLowerCase(),
      eventWait: Number(arg['event-wait']),
    },
    indices,
    r,
    options,
  );
async function measuredRollout(n, image, run) {
  await observe();
  const all = range(0, n),
    stop = meter();
  if (n === 1) await sleep(Math.random() * 10_000);
  const r = await wave(all, image, { timeout: 1_200_000 }),
    { requests, base } = await stop();
  save({
    kind: 'rollout',
    n,
    run,
    ok: r.ok,
    eventWait: Number(arg['event-wait']),
    ...timings(all, r),
    ...base,
    requestsPerRollout: round(base.requests / n),
    queriesPerRollout: round(base.prometheusQueries / n),
    operatorCpuSecondsPerRollout: round(base.operatorCpuSeconds / n, 3),
    busiestSecond: ticks(requests, 10).busiestSecond,
    latencyMs: spread(requests.filter(({ verb }) => verb !== 'watch').map((r) => r.ms)),
    underWay: underWay(requests),
    ...summary(await inspect(all, r)),
  });
  observer.stop();
}

// The operator's requests while something goes on, by the namespace of the canary that they are about.
async function measuredRequests(during) {
  const [mark, t0] = [cluster.auditMark(), Date.now()];
  await during();
  const seconds = (Date.now() - t0) / 1000;
  await sleep(1500); // the audit log is buffered for a moment
  return { seconds, by: meshes.byNamespace(cluster.auditRequests(mark)) };
}

const experiments = {
  // A, B, G. --sizes 100,500,1000: a size named with a leading + grows the cluster that is there.
  async idle() {
    const rush = arg.fast; // the operator's command line with its client limits lifted
    let have = 0;
    for (const size of (arg.sizes ?? '100').split(',')) {
      const grow = size.startsWith('+'),
        n = Number(size.replace('+', ''));
      if (!grow || !have) {
        await operator?.stop();
        await fresh();
        have = 0;
        operator = undefined;
      }
      if (!grow) {
        await initialise(range(0, n), { interval: '10s' });
        await sleep(25_000);
        await idle(n, 10, n > 100 ? 100 : 60);
        if (n === 100) await measuredRollout(n, 'app:2');
        if (arg.quick) {
          if (n > 1000) {
            await startUp(n, undefined, 'after all were initialised');
            // until it has given back what the start needed
            await sleep(90_000);
            await idle(n, 10, 60, 'after a start');
          }
          have = n;
          continue;
        }
        await each(range(0, n), 16, (i) => w.patchCanary(cluster.kube, i, { spec: { analysis: { interval: '60s' } } }));
        await sleep(Math.max(0, n - 100) * 100 + 40_000);
        await idle(n, 60, 125);
        await each(range(0, n), 16, (i) => w.patchCanary(cluster.kube, i, { spec: { analysis: { interval: '10s' } } }));
      } else {
        await operator?.stop();
        await initialise(
          range(have, n),
          { interval: n > 1000 ? '60s' : '10s', command: rush },
          rush ? 'grown with the client limits lifted' : 'grown',
        );
        if (arg.quick) {
          await startUp(n, undefined, 'default client limits, interval 10s', { settle: false });
          have = n;
          continue;
        }
        if (n <= 1000) {
          await startUp(n, undefined, 'default client limits, interval 10s');
          await idle(n, 10, 150);
          await startUp(n, rush, 'client limits lifted, interval 10s');
          await idle(n, 10, 60, 'client limits lifted');
        }
        if (n > 1000) {
          await sleep(40_000);
          await idle(n, 60, 125, 'client limits lifted');
        }
        await operator.stop();
        await each(range(0, Math.min(n, 1000)), 16, (i) =>
          w.patchCanary(cluster.kube, i, { spec: { analysis: { interval: '60s' } } }),
        );
        await startUp(n, undefined, 'default client limits, interval 60s');
        await idle(n, 60, n > 1000 ? 240 : 130);
      }
      have = n;
    }
  },
  // C. --n 1,300
  async rollout() {
    for (const n of (arg.n ?? '1').split(',').map(Number)) {
      if (operator) await operator.stop();
      operator = undefined;
      await fresh();
      const all = range(0, n);
      await initialise(all, { interval: '10s', command: n > 100 ? arg.fast : undefined });
      if (n > 100 && arg.fast) {
        await operator.stop();
        makeOperator().start();
        await sleep(60_000);
      }
      for (let k = 0; k < (n === 1 && !arg.quick ? 3 : 1); k++) await measuredRollout(n, `app:${2 + k}`, k);
    }
  },
  // G. --sizes 100,500: each grows the cluster that is there.
  async startup() {
    await fresh();
    let have = 0;
    const sizes = (arg.sizes ?? '100,500').split(',').map(Number);
    for (const n of sizes) {
      if (operator && !operator.dead) await operator.stop();
      await initialise(range(have, n), { interval: '10s', command: arg.fast }, arg.fast && 'client limits lifted');
      have = n;
      await startUp(n, undefined, 'default client limits, interval 10s', {
        k: Number(arg.k ?? Math.min(n, 100)),
        settle: n !== sizes.at(-1),
      });
    }
  },
  // H. Objects that belong to no canary: what does an operator pay for them that watches everything?
  async foreign() {
    await fresh();
    const n = Number(arg.n ?? 100),
      count = Number(arg.foreign);
    await initialise(range(0, n), { interval: '10s' });
    await sleep(25_000);
    await idle(n, 10, 60, 'no foreign objects', { kind: 'foreign', foreign: 0 });
    const t = Date.now();
    await w.createForeign(cluster.kube, count);
    say(`foreign objects created in ${Math.round((Date.now() - t) / 1000)} s`);
    await operator.stop();
    makeOperator().start();
    await sleep(45_000);
    await idle(n, 10, 60, 'started with the foreign objects there', { kind: 'foreign', foreign: count });
  },
  // What one canary of each mesh asks of the API server: --mesh all, or some.
  async requests() {
    const isNamed = tokens.some(({ kind, name }) => kind === 'option' && name === 'mesh');
    const names = !isNamed || arg.mesh === 'all' ? Object.keys(meshes.CANARIES) : arg.mesh.split(',');
    for (const name of names)
      if (!meshes.CANARIES[name]) throw new Error(`no mesh ${name}; there are ${Object.keys(meshes.CANARIES)}`);
    // a namespace holds a hundred: each mesh has one of its own
    const all = names.map((_, at) => at * 100);
    record.mesh = arg.mesh = 'istio';
    await fresh();
    await each(meshes.CRDS, 4, (crd) =>
      cluster.kube.apply('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', crd),
    );
    await w.createTargets(cluster.kube, all);
    await meshes.servedKinds(cluster.kube);
    const stopAnswering = await meshes.answerRoutes(cluster.kube);
    makeOperator().start();
    await sleep(12_000);
    await observe({ events: false, targets: false, routes: false });
    for (const [at, name] of names.entries()) {
      const { there, spec, specOf, release: _, ...others } = meshes.CANARIES[name];
      const { path: url, object } = there?.(w.nsOf(all[at]), w.nameOf(all[at])) ?? {};
      if (url) await cluster.kube.apply(url, object);
      await w.createCanaries(cluster.kube, [all[at]], {
        ...others,
        spec: { ...spec, ...specOf?.(w.nameOf(all[at])), provider: name },
      });
    }
    const isThere = await observer.wait(() => all.every((i) => observer.phase(i) === 'Initialized'), 240_000);
    if (!isThere) say('not initialised:', names.filter((_, at) => observer.phase(all[at]) !== 'Initialized').join());
    await sleep(20_000);
    const idle = await measuredRequests(() => sleep(Number(arg.window ?? 60) * 1000));
    let r;
    const rollout = await measuredRequests(async () => {
      r = await wave(all, 'app:2', { timeout: 300_000, during: () => meshes.releaseOthers(cluster.kube, names, all) });
      await sleep(10_000);
    });
    const rows = names.map((mesh, at) => {
      const [quiet, busy] = [idle, rollout].map(({ by }) => by.get(w.nsOf(all[at])) ?? []);
      const others = ['events', 'deployments', 'canaries', 'horizontalpodautoscalers'];
      // Knative's own kind is called so too
      if (mesh !== 'knative') others.push('services');
      return {
        mesh,
        ok: observer.phase(all[at]) === 'Succeeded',
        idlePerMinute: round((quiet.length / idle.seconds) * 60, 1),
        rollout: busy.length,
        toMesh: busy.filter(({ resource }) => !others.includes(resource.split('/')[0])).length,
        byVerbResource: countBy(busy, (request) => `${request.verb} ${request.resource}`),
      };
    });
    const [quiet, busy] = [idle, rollout].map(({ by }) => countBy(by.get('') ?? [], (q) => `${q.verb} ${q.resource}`));
    save({ kind: 'requests', ok: r.ok, rows, aboutNoCanary: { idle: quiet, rollout: busy } });
    stopAnswering();
    observer.stop();
    console.log(meshes.table(rows));
  },
  // D. Threshold 1: each canary's metrics turn bad at a moment of its own.
  async rollback() {
    await fresh();
    const n = Number(arg.n ?? 20),
      all = range(0, n);
    await initialise(all, { interval: '10s', threshold: 1 });
    await observe();
    const badAt = new Map();
    const r = await wave(all, 'app:bad', {
      spreadMs: 10_000,
      during: (t0) =>
        Promise.all(
          all.map(async (i) => {
            await observer.wait(() => observer.since(observer.routes, i, t0).some((e) => e.v.canary >= 20), 120_000);
            await sleep(Math.random() * 10_000);
            prom.bad.set(w.nameOf(i), true);
            badAt.set(i, Date.now());
          }),
        ),
    });
    const lat = (i, pick) => {
      const e = pick(i);
      return e && (e.t - badAt.get(i)) / 1000;
    };
    const zero = all
      .map((i) => lat(i, (i) => observer.since(observer.routes, i, badAt.get(i)).find((e) => e.v.canary === 0)))
      .filter(Boolean);
    save({
      kind: 'rollback',
      n,
      ok: r.ok,
      threshold: 1,
      badToWeightZero: spread(zero),
      fiveRuns: zero.slice(0, 5).map((x) => round(x)),
      badToFirstFailedCheck: spread(
        all
          .map((i) => lat(i, (i) => observer.since(observer.canaries, i, badAt.get(i)).find((e) => e.v.failed > 0)))
          .filter(Boolean),
      ),
      badToFailed: spread(
        all
          .map((i) =>
            lat(i, (i) => observer.since(observer.canaries, i, badAt.get(i)).find((e) => e.v.phase === 'Failed')),
          )
          .filter(Boolean),
      ),
      weightWhenBad: countBy(
        all,
        (i) =>
          observer
            .since(observer.routes, i, r.t0)
            .filter((e) => e.t <= badAt.get(i))
            .at(-1)?.v.canary,
      ),
    });
  },
  // E, first half: one kill -9 in the middle of 20 rollouts.
  async restart() {
    await fresh();
    const n = Number(arg.n ?? 20),
      all = range(0, n);
    await initialise(all, { interval: '10s', webhooks: w.hooks(sink.url) });
    await observe();
    let killed;
    const r = await wave(all, 'app:2', {
      during: async (t0) => {
        await observer.wait(() => observer.since(observer.routes, 0, t0).some((e) => e.v.canary >= 30), 120_000);
        await sleep(5000);
        killed = { at: Date.now(), mark: cluster.auditMark() };
        await operator.stop();
        say('killed');
        await sleep(1000);
        killed.up = Date.now();
        operator.start();
      },
    });
    const before = all.map((i) =>
        observer
          .since(observer.routes, i, r.t0)
          .filter((e) => e.t <= killed.at)
          .at(-1),
      ),
      after = all.map((i) => observer.since(observer.routes, i, killed.at)[0]);
    const odd = await inspect(all, r, { hooks: true });
    save({
      kind: 'restart',
      n,
      ok: r.ok,
      killedAfter: round((killed.at - r.t0) / 1000),
      weightsAtKill: countBy(before, (b) => b?.v.canary),
      pauseKillToNextStep: spread(after.filter(Boolean).map((a) => (a.t - killed.at) / 1000)),
      stepGapOverTheKill: spread(
        all.flatMap((_, k) => (before[k] && after[k] ? [(after[k].t - before[k].t) / 1000] : [])),
      ),
      startToNextStep: spread(after.filter(Boolean).map((a) => (a.t - killed.up) / 1000)),
      ...timings(all, r),
      ...summary(odd),
    });
  },
  // E, second half: kills at random moments while waves of rollouts go on.
  async chaos() {
    await fresh();
    const n = Number(arg.n ?? 20),
      all = range(0, n),
      kills = Number(arg.kills);
    await initialise(all, { interval: '10s', webhooks: w.hooks(sink.url) });
    await observe();
    const waves = [],
      killTimes = [];
    let over = false;
    // --aim: the kill waits for a sign of work (a route, status or Deployment that changes), then falls 0..60 ms
    // later, inside a tick.
    const change = (ms) =>
      new Promise((r) => {
        const wake = () => {
            clearTimeout(t);
            observer.wakes.delete(wake);
            r();
          },
          t = setTimeout(wake, ms);
        observer.wakes.add(wake);
      });
    const killer = (async () => {
      for (let k = 0; k < kills; k++) {
        await sleep(11_000 + Math.random() * 14_000);
        if (arg.aim) {
          await change(20_000);
          await sleep(Math.random() * 60);
        }
        killTimes.push(Date.now());
        await operator.stop();
        await sleep(500);
        operator.start();
      }
      over = true;
    })();
    for (let k = 0; !over; k++) {
      const image = `app:${k + 2}`,
        r = await wave(all, image, { timeout: 420_000, spreadMs: 20_000 }),
        odd = await inspect(all, r, { hooks: true });
      waves.push({
        wave: k,
        ok: r.ok,
        kills: killTimes.filter((t) => t >= r.t0).length,
        toSucceeded: timings(all, r).toSucceeded,
        odd,
      });
      save({ kind: 'chaos-wave', ...waves.at(-1), odd: undefined, ...summary(odd) });
      if (!r.ok) {
        say('stuck wave');
        break;
      }
    }
    await killer;
    const every = waves.flatMap((x) => x.odd);
    save({
      kind: 'chaos',
      aimed: !!arg.aim,
      n,
      kills: killTimes.length,
      rollouts: waves.length * n,
      everyWaveFinished: waves.every((x) => x.ok),
      ...summary(every),
      details: undefined,
    });
  },
  // F. Faults between the operator and the API server, and a Prometheus that is away.
  async faults() {
    const cases = {
      none: {},
      reset: { p: 0.05, cutAll: true, watches: true },
      500: { p: 0.05, status: 500 },
      429: { p: 0.05, status: 429, retryAfter: 1 },
      409: { p: 0.05, status: 409, methods: ['PUT', 'POST', 'PATCH', 'DELETE'] },
      '409-half': { p: 0.5, status: 409, methods: ['PUT', 'PATCH'] },
      'delay-2s': { delayMs: 2000 },
      blackout: { p: 1, watches: true, cutAll: true, forMs: 60_000 },
      'prom-refuse': { prom: 'refuse' },
      'prom-503': { prom: '503' },
      'prom-empty': { prom: 'empty' },
    };
    await fresh();
    const n = Number(arg.n ?? 20),
      all = range(0, n);
    const proxy = await new FaultProxy({ cluster, port: port + 23 }).start();
    makeOperator(undefined, proxy.url).start();
    await sleep(12_000);
    await initialise(all, { interval: '10s', webhooks: w.hooks(sink.url) });
    await observe();
    let k = 0;
    const names = (arg.cases ?? Object.keys(cases).join(',')).split(',');
    for (const name of names) {
      const c = cases[name],
        image = `app:${name}-${k++}`;
      say('case', name);
      proxy.counts = { passed: 0, faulted: 0, cut: 0 };
      const stop = meter();
      let outage;
      if (!c.prom && !c.forMs) proxy.fault = c;
      const r = await wave(all, image, {
        timeout: name.startsWith('delay') ? 540_000 : 300_000,
        during: async (t0) => {
          if (!c.prom && !c.forMs) return;
          await observer.wait(() => observer.since(observer.routes, 0, t0).some((e) => e.v.canary >= 20), 120_000);
          await sleep(2000);
          outage = Date.now();
          prom.down = c.prom;
          if (c.forMs) proxy.fault = c;
          await sleep(c.forMs ?? 120_000);
          prom.down = undefined;
          if (c.forMs) proxy.fault = {};
          say('the outage is over');
        },
      });
      proxy.fault = {};
      const { base } = await stop(),
        odd = await inspect(all, r, { hooks: true });
      const failed = all
        .map((i) => observer.since(observer.canaries, i, r.t0).find((e) => e.v.phase === 'Failed'))
        .filter(Boolean);
      save({
        kind: 'fault',
        case: name,
        n,
        finished: r.ok,
        proxy: { ...proxy.counts },
        operatorAlive: !operator.dead,
        outcome: countBy(all, (i) => observer.phase(i)),
        rolledBack: failed.length,
        ...(outage && { outageToRollback: spread(failed.map((f) => (f.t - outage) / 1000)) }),
        toSucceeded: timings(all, r).toSucceeded,
        maxFailedChecks: Math.max(
          0,
          ...all.flatMap((i) => observer.since(observer.canaries, i, r.t0).map((e) => e.v.failed)),
        ),
        requests: base.requests,
        byCode: base.byCode,
        prometheusQueries: base.prometheusQueries,
        warnings: countBy(
          observer.events.filter((e) => e.t >= r.t0 && e.type === 'Warning'),
          (e) =>
            e.message
              .replace(/app-\d+/g, 'APP')
              .replace(/bench-\d+/g, 'NS')
              .replace(/\d{2,}/g, 'N')
              .slice(0, 140),
        ),
        ...summary(odd),
      });
      if (name === names.at(-1)) break;
      // settle: whatever is still moving gets time without faults
      const settled = await observer.wait(
        () => all.every((i) => ['Succeeded', 'Failed', 'Initialized'].includes(observer.phase(i))),
        240_000,
      );
      if (!settled) {
        say('did not settle');
        save({ kind: 'fault-not-settled', case: name, phases: countBy(all, (i) => observer.phase(i)) });
      }
      await sleep(12_000);
    }
    proxy.stop();
  },
};

for (const signal of ['SIGTERM', 'SIGINT'])
  process.on(signal, async () => {
    if (operator && !operator.dead) await operator.stop();
    if (!arg.keep) cluster.down();
    process.exit(1);
  });
let code = 0;
try {
  await experiments[experiment]();
} catch (e) {
  console.error(e);
  code = 1;
}
observer?.stop();
if (operator) await operator.stop(arg.profile ? 'SIGTERM' : 'SIGKILL');
record.finished = new Date().toISOString();
save();
prom.stop();
sink.stop();
if (!arg.keep) cluster.down();
process.exit(code);
