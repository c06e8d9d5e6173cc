// Whether a running operator keeps anything of what passes: releases, deletions, reconnects and API faults at random from a seed,
// on the embedded cluster. See bench/README.md.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chanceOf } from '../chance.mjs';
import { sleep } from '../cluster.mjs';
import { EmbeddedCluster } from '../embedded/cluster.mjs';
import { Prometheus, Sink } from '../fakes.mjs';
import { memory, Operator } from '../operator.mjs';
import { FaultProxy } from '../proxy.mjs';
import * as w from '../workload.mjs';
import { disturb } from './faults.mjs';
import { footprint, socketsOf } from './footprint.mjs';
import { Shops } from './shops.mjs';
import { Table, verdicts } from './table.mjs';

const MINUTE = 60_000;
/** Canaries that nothing has happened to for so long are stuck; what waits for time only is over long before. */
const STUCK_MS = 10 * MINUTE;
/** The first footprint is taken after this, or after a fifth of a shorter run. */
const WARM_MS = 5 * MINUTE;
const LOOKS = 10;

/** 0 where what the operator holds at the end is what it held at the first look. */
export async function soak({ minutes = '2', seed = '1', n = '20', operator: command, crds, name, port: first, env }) {
  const [port, durationMs] = [Number(first), Number(minutes) * MINUTE];
  if (!(durationMs > 0)) throw new Error(`--minutes is ${minutes}; it must be a number above 0`);
  if (!Number.isInteger(Number(seed))) throw new Error(`--seed is ${seed}; it must be a whole number`);
  const stage = await staged({ command, crds, name, port, env, chance: chanceOf(Number(seed)) });
  const end = () => stage.end();
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    return await played(stage, { durationMs, seed, count: Number(n) });
  } finally {
    await end();
  }
}

async function played(stage, { durationMs, seed, count }) {
  const { shops, operator } = stage;
  console.log(`seed ${seed}, ${count} canaries, ${durationMs / MINUTE} minutes and the time to come to rest`);
  await shops.openMany(count);
  await watchedSeldom(stage);
  await rested(stage);
  const table = new Table();
  const warmMs = Math.min(WARM_MS, durationMs / 5);
  await busy(stage, warmMs, () => undefined);
  await rested(stage);
  const began = await footprint(stage);
  table.print('first look', { ...began, ...stage.done() });
  await busy(stage, durationMs - warmMs, () =>
    table.print('', {
      'resident, MiB': memory(operator.pid).rssMiB,
      sockets: socketsOf(operator.pid),
      watches: stage.proxy.watches.size,
      ...stage.done(),
    }),
  );
  await rested(stage);
  const ended = await footprint(stage);
  table.print('at the end', { ...ended, ...stage.done() });
  console.log(`changes: ${told(shops.counts)}; faults: ${told(stage.faults)}; answers: ${told(stage.proxy.counts)}`);
  const problems = verdicts(began, ended);
  console.log(problems.length === 0 ? 'nothing is kept' : problems.join('\n'));
  return problems.length === 0 ? 0 : 1;
}

const told = (counts) =>
  Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');

/**
 * Where the primary of a canary is gone, the operator asks whether a former target was a DaemonSet, and watches the kind from then
 * on: a canary that waits for one lets it do so before the first look.
 */
async function watchedSeldom({ shops, proxy }) {
  await shops.wantDaemonSet();
  while (![...proxy.watches.values()].includes('/apis/apps/v1/daemonsets')) await sleep(250);
}

/** Changes and faults for a while; `look` is called ten times meanwhile. */
async function busy(stage, ms, look) {
  const { shops, chance } = stage;
  const until = Date.now() + ms;
  const looks = setInterval(look, ms / LOOKS);
  const disturbing = (async () => {
    while (Date.now() < until) {
      await sleep(2000 + chance() * 6000);
      const fault = await disturb(stage);
      stage.faults[fault] = (stage.faults[fault] ?? 0) + 1;
    }
  })();
  while (Date.now() < until) {
    assertAlive(stage);
    await shops.act();
    await sleep(200 + chance() * 1000);
  }
  await disturbing;
  clearInterval(looks);
}

/** Until no canary has anything to do, and each kind is watched again. Throws where that never comes. */
async function rested(stage) {
  const { shops, proxy } = stage;
  const unwatched = () => {
    const open = new Set(proxy.watches.values());
    return [...proxy.watched].filter((each) => !open.has(each)).map((each) => `${each} is not watched`);
  };
  const left = () => [...shops.restless(), ...unwatched()];
  let [before, changedAt, saidAt] = ['', Date.now(), Date.now()];
  for (let restless = left(); restless.length > 0; restless = left()) {
    assertAlive(stage);
    const now = restless.join('; ');
    if (now !== before) [before, changedAt] = [now, Date.now()];
    if (Date.now() - saidAt > MINUTE / 3) {
      saidAt = Date.now();
      console.log(`not at rest yet: ${now}`);
    }
    if (Date.now() - changedAt > STUCK_MS) throw new Error(`these never came to rest:\n${restless.join('\n')}`);
    await sleep(250);
  }
}

function assertAlive({ operator, log }) {
  if (operator.dead) throw new Error(`the operator ended (${JSON.stringify(operator.dead)}); see ${log}`);
}

/** The cluster, the operator behind the proxy that plays the faults, metrics and webhooks. */
async function staged({ command, crds, name, port, env, chance }) {
  const folder = path.join(os.tmpdir(), `bench-${name}`);
  mkdirSync(folder, { recursive: true });
  const log = path.join(folder, 'operator.log');
  rmSync(log, { force: true });
  const [prom, sink] = [await new Prometheus(port + 20).start(), await new Sink(port + 21).start()];
  const cluster = await new EmbeddedCluster({ name, port, crds }).up();
  await w.installCrds(cluster, 'istio', crds);
  const proxy = await new FaultProxy({ cluster, port: port + 23, chance: chanceOf(chance() * 2 ** 32) }).start();
  const kubeconfig = path.join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, cluster.kubeconfig(proxy.url));
  const inspectPort = port + 24;
  const operator = new Operator({
    command: `${command.replace(/^\S+/, (node) => `${node} --inspect=127.0.0.1:${inspectPort}`)} -settle-time=500ms`,
    log,
    env: Object.fromEntries(env.map((each) => each.split(/=(.*)/s).slice(0, 2))),
    vars: { kubeconfig, prom: prom.url, sink: sink.url, port: String(port + 22), mesh: 'istio' },
  }).start();
  const observer = await new w.Observer(cluster.kube, 'istio').start({ events: false });
  const shops = new Shops({ kube: cluster.kube, observer, prom, sink, chance });
  const faults = {};
  const end = async () => {
    observer.stop();
    if (!operator.dead) await operator.stop();
    proxy.stop();
    prom.stop();
    sink.stop();
    cluster.down();
  };
  const done = () => ({ changes: shops.changes, faults: Object.values(faults).reduce((a, b) => a + b, 0) });
  return { prom, proxy, operator, observer, shops, chance, faults, inspectPort, log, done, end };
}
