import type { Log } from '@flagger/api';
import { namespaceRule } from '../api/namespaces.ts';
import { routes } from '../api/routes.ts';
import { type Listening, serve } from '../api/server.ts';
import { type Admission, anyOf, everybody, tokenFile } from '../api/token.ts';
import { reviewed, type Review } from '../api/token-review.ts';
import type { Gates } from '../gates/gates.ts';
import { KeptGates } from '../gates/kept-gates.ts';
import { MemoryShelf } from '../gates/memory-shelf.ts';
import { loadMetrics } from '../load/load-metrics.ts';
import type { Environment } from '../tasks/command.ts';
import { taskKinds } from '../tasks/kinds.ts';
import { Ledger } from '../tasks/ledger.ts';
import { taskRoutes } from '../tasks/task-routes.ts';
import { TaskRunner } from '../tasks/task-runner.ts';
import type { Time } from '../time.ts';
import { metrics } from './metrics.ts';
import type { Options } from './options.ts';

/** What the program takes from the machine it runs on. */
export interface ProgramPorts {
  readonly time: Time;
  readonly environment: Environment;
  readonly log: Log;
  /** In memory if undefined. */
  readonly gates?: Gates | undefined;
  /** Needed where users are named that may ask. */
  readonly review?: Review | undefined;
}

/** A load tester that serves. */
export interface Running {
  readonly port: number;
  /** Lets requests end for a while, then ends all that runs. */
  stop(): Promise<void>;
}

/** How long requests under way may take at a stop, ms; as Flagger's. */
const STOP_MS = 60_000;

/** Serves gates and tasks. Fails with a sentence where the port cannot be had. */
export async function start(options: Partial<Options>, ports: ProgramPorts): Promise<Running> {
  const { time, environment, log } = ports;
  const measured = metrics();
  const ledger = new Ledger();
  const { onBegin } = measured;
  const runner = new TaskRunner({ time, log, ledger, timeoutMs: options.timeoutMs ?? 3_600_000, onBegin });
  const onSample = loadMetrics(measured.registry);
  const kinds = taskKinds({ environment, time, onSample, allowed: options.allowedTypes });
  const gates = ports.gates ?? new KeptGates(new MemoryShelf(), time);
  const server = await serve({
    port: options.port ?? 0,
    maxBodyBytes: options.maxBodyBytes ?? 1 << 20,
    time,
    log,
    answer: routes({
      gates: { gates, log, isOnce: options.closeGates ?? false },
      tasks: taskRoutes({ kinds, runner, ledger, log }),
      metrics: measured.page,
      isServed: options.isServed ?? namespaceRule('') ?? (() => true),
      admits: admission(options, ports),
      log,
    }),
  });
  log.info('Serving gates and tasks', { port: server.port });
  return { port: server.port, stop: () => stopped(server, runner) };
}

/** Everybody may ask where neither tokens nor users are named. */
function admission({ tokenFile: file, users = [] }: Partial<Options>, { time, review }: ProgramPorts): Admission {
  const ways = [
    ...(file === undefined ? [] : [tokenFile(file, time)]),
    ...(users.length === 0 ? [] : [reviewed(review ?? nobody, users, time)]),
  ];
  return ways.length === 0 ? everybody : anyOf(...ways);
}

const nobody: Review = async () => undefined;

async function stopped(server: Listening, runner: TaskRunner): Promise<void> {
  await server.close(STOP_MS);
  runner.stop();
}
