import { Counter, Gauge, Registry } from 'prom-client';
import type { Reply } from '../api/exchange.ts';
import type { Task } from '../tasks/task.ts';
import { VERSION } from './version.ts';

/** What is counted, and the page that shows it. */
export interface Metrics {
  readonly registry: Registry;
  /** Hears of a task that begins; what it returns hears how it ended. */
  readonly onBegin: (task: Pick<Task, 'type'>) => (isOk: boolean) => void;
  readonly page: () => Promise<Reply>;
}

/** Metrics of one load tester. */
export function metrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const info = new Gauge({
    name: 'flagger_loadtest_info',
    help: 'Version of the load tester; always 1',
    labelNames: ['version'],
    registers,
  });
  info.set({ version: VERSION }, 1);
  const running = new Gauge({
    name: 'flagger_loadtest_tasks_running',
    help: 'Tasks under way',
    labelNames: ['type'],
    registers,
  });
  const ended = new Counter({
    name: 'flagger_loadtest_tasks_total',
    help: 'Tasks that ended',
    labelNames: ['type', 'result'],
    registers,
  });
  addProcess(registry);
  return {
    registry,
    onBegin: ({ type }) => {
      running.inc({ type });
      return (isOk) => {
        running.dec({ type });
        ended.inc({ type, result: isOk ? 'succeeded' : 'failed' });
      };
    },
    page: async () => ({
      status: 200,
      body: await registry.metrics(),
      headers: { 'content-type': registry.contentType },
    }),
  };
}

/** Measured only when somebody asks. */
function addProcess(registry: Registry): void {
  const gauge = (name: string, help: string, measure: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(measure());
      },
    });
  gauge('process_start_time_seconds', 'When the process started', () => performance.timeOrigin / 1000);
  gauge('process_resident_memory_bytes', 'Resident memory', () => process.memoryUsage.rss());
  gauge('nodejs_heap_size_used_bytes', 'Memory in use by JavaScript objects', () => process.memoryUsage().heapUsed);
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
