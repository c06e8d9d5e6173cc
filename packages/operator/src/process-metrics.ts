import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { Counter, Gauge, type Registry } from 'prom-client';

/**
 * Memory, CPU and the load of the event loop, under the usual names. Measured only when somebody asks: prom-client's
 * own collectors run a timer a hundred times a second.
 */
export function addProcessMetrics(registry: Registry): void {
  const gauge = (name: string, help: string, measure: () => number | Promise<number>) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(await measure());
      },
    });
  gauge(
    'process_start_time_seconds',
    'When the process started, in seconds since the epoch',
    () => performance.timeOrigin / 1000,
  );
  gauge('process_resident_memory_bytes', 'Resident memory', () => process.memoryUsage.rss());
  gauge('nodejs_heap_size_used_bytes', 'Memory in use by JavaScript objects', () => process.memoryUsage().heapUsed);
  gauge(
    'nodejs_eventloop_lag_seconds',
    'How late the event loop came to a callback that was due at once',
    eventLoopLag,
  );
  let used = performance.eventLoopUtilization();
  gauge(
    'nodejs_eventloop_utilization',
    'Share of the time since the last scrape that the event loop was busy, from 0 to 1',
    () => {
      const since = performance.eventLoopUtilization(used);
      used = performance.eventLoopUtilization();
      return since.utilization;
    },
  );
  addCpu(registry);
}

async function eventLoopLag(): Promise<number> {
  const start = performance.now();
  await setImmediate();
  return (performance.now() - start) / 1000;
}

function addCpu(registry: Registry): void {
  let before = 0;
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'CPU time spent, user and system',
    registers: [registry],
    collect() {
      const { user, system } = process.cpuUsage();
      const now = (user + system) / 1e6;
      this.inc(Math.max(0, now - before));
      before = now;
    },
  });
}
