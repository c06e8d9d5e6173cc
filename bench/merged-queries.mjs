// How many queries a Prometheus gets from many canaries that are checked at once, asked alone and merged; see bench/README.md.
// Run with: node --experimental-transform-types --no-warnings bench/merged-queries.mjs [--n 300] [--seconds 60]
import { once } from 'node:events';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { parseCanary } from '@flagger/api';
import { createChecks } from '@flagger/checks';
import { decides } from '@flagger/engine';
import { metricsApi, MetricStore } from '@flagger/prometheus';
import { istio } from '@flagger/provider-istio';

const { values } = parseArgs({
  options: { n: { type: 'string', default: '300' }, seconds: { type: 'string', default: '60' } },
});
const [n, seconds] = [Number(values.n), Number(values.seconds)];
const INTERVAL_MS = 10_000;
const clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
const silent = () => undefined;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function canaryCalled(name) {
  const { canary } = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name, namespace: 'bench', uid: name },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      service: { port: 80 },
      analysis: {
        ...{ interval: '10s', stepWeight: 10 },
        metrics: [
          { name: 'request-success-rate', thresholdRange: { min: 99 } },
          { name: 'request-duration', thresholdRange: { max: 500 } },
        ],
      },
    },
  });
  return canary;
}

/** Each canary is checked once in an interval, all at moments that are spread evenly over it, as rollouts that began one after the other. */
async function asked(mergeMs) {
  let [queries, started] = [0, 0];
  const api = metricsApi({ store: new MetricStore(), clock });
  const server = createServer((request, response) => {
    queries++;
    api(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const checks = createChecks({
    metricsServer: `http://127.0.0.1:${server.address().port}`,
    mesh: () => istio,
    decides: (about, finding) => finding.problem?.kind === 'unreachable' && decides(about, finding),
    references: {},
    log: { debug: silent, info: silent, warn: silent, error: silent },
    ...{ clock, mergeMs },
  });
  const { signal } = new AbortController();
  const question = { id: 's.1', session: 's.0', what: 'check', phase: 'Progressing', checksum: '1' };
  const times = [];
  const end = Date.now() + seconds * 1000;
  const cpu = process.cpuUsage();
  await Promise.all(
    Array.from({ length: n }, async (_, index) => {
      const canary = canaryCalled(`app-${index}`);
      for (let at = end - seconds * 1000 + (index * INTERVAL_MS) / n; at < end; at += INTERVAL_MS) {
        await wait(Math.max(0, at - Date.now()));
        const start = performance.now();
        started++;
        await checks.find(question, canary, signal);
        times.push(performance.now() - start);
      }
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  server.close();
  server.closeAllConnections();
  times.sort((one, other) => one - other);
  const [p50, p95] = [0.5, 0.95].map((share) => times[Math.floor(times.length * share)]?.toFixed(0));
  return { queries, checks: started, p50, p95, cpu: ((user + system) / 1e6).toFixed(1) };
}

console.log('merge window | checks | queries | a check, p50 / p95 | CPU of both, s');
for (const mergeMs of [0, 50, 100]) {
  const { queries, checks, p50, p95, cpu } = await asked(mergeMs);
  console.log(`${mergeMs} ms | ${checks} | ${queries} | ${p50} / ${p95} ms | ${cpu}`);
}
