import type { Log } from '@flagger/api';
import { type Asked, json, plain, type Reply } from '../api/exchange.ts';
import { canaryOf, type Payload } from '../api/payload.ts';
import type { NamespaceRule } from '../api/namespaces.ts';
import type { Ledger } from './ledger.ts';
import type { Task, TaskKind } from './task.ts';
import type { TaskRunner } from './task-runner.ts';

/** What tasks are served with. */
export interface TaskPorts {
  readonly kinds: ReadonlyMap<string, TaskKind>;
  readonly runner: TaskRunner;
  readonly ledger: Ledger;
  readonly log: Log;
}

/** The paths of tasks. */
export interface TaskRoutes {
  run(payload: Payload, asked: Pick<Asked, 'signal'>): Promise<Reply>;
  list(isServed: NamespaceRule): Reply;
}

/** Makes the task that a payload orders, and answers at once or at its end. */
export const taskRoutes = (ports: TaskPorts): TaskRoutes => ({
  run: (payload, { signal }) => ordered(payload, ports, signal),
  list: (isServed) => json(ports.ledger.entries().filter(({ canary }) => isServed(namespaceIn(canary)))),
});

/** Names of namespaces have no dots. */
const namespaceIn = (canary: string): string => canary.slice(canary.lastIndexOf('.') + 1);

async function ordered(payload: Payload, ports: TaskPorts, signal: AbortSignal): Promise<Reply> {
  const { metadata } = payload;
  if (metadata.size === 0) {
    return plain(400, 'metadata not found in payload');
  }
  const type = metadata.get('type') ?? 'cmd';
  const kind = ports.kinds.get(type);
  if (kind === undefined) {
    return plain(400, `unknown task type ${type}`);
  }
  const task = kind({ ...payload, type, canary: canaryOf(payload) });
  if ('refusal' in task) {
    ports.log.error('no task was made', { canary: canaryOf(payload), type, why: task.refusal });
    return plain(task.status ?? 400, task.refusal);
  }
  return task.isAwaited ? awaited(task, ports.runner, signal) : started(task, ports.runner);
}

function started(task: Task, runner: TaskRunner): Reply {
  const failure = runner.start(task);
  return failure === undefined ? plain(202) : plain(500, failure);
}

async function awaited(task: Task, runner: TaskRunner, signal: AbortSignal): Promise<Reply> {
  const { isOk, output, failure } = await runner.await(task, signal);
  return isOk ? plain(200, task.returnsOutput === true ? output : '') : plain(500, failure);
}
