import type { LoadHeard } from '../load/load-metrics.ts';
import type { Time } from '../time.ts';
import { bash, cmd, type Environment, program } from './command.ts';
import { concord } from './concord.ts';
import { withHey } from './hey-task.ts';
import { http } from './load.ts';
import { ngrinder } from './ngrinder.ts';
import type { TaskKind } from './task.ts';

/** What the types of tasks are made with. */
export interface KindPorts {
  readonly environment: Environment;
  readonly time: Time;
  readonly onSample: LoadHeard;
  /** The types that may be ordered; undefined: all. */
  readonly allowed: readonly string[] | undefined;
}

/** Every type of task by its name; one that is not allowed refuses. */
export function taskKinds({ environment, time, onSample, allowed }: KindPorts): ReadonlyMap<string, TaskKind> {
  const isAllowed = (type: string): boolean => allowed?.includes(type) !== false;
  const given = ([type, kind]: Named): Named => [type, isAllowed(type) ? kind : notAllowed(type)];
  const shells: readonly Named[] = [
    ['cmd', cmd(environment)],
    ['bash', bash(environment)],
  ];
  const others: readonly Named[] = [
    ['helm', program('helm', environment)],
    ['helmv3', program('helm', environment)],
    ['kubectl', program('kubectl', environment)],
    ['concord', concord(time)],
    ['ngrinder', ngrinder(time)],
    ['http', http({ time, onSample })],
  ];
  const hey = ([type, kind]: Named): Named => {
    const hasShell = isAllowed(type);
    return [type, hasShell || isAllowed('http') ? withHey(kind, { environment, time, onSample, hasShell }) : kind];
  };
  return new Map([...shells.map(given).map(hey), ...others.map(given)]);
}

type Named = readonly [string, TaskKind];

const notAllowed =
  (type: string): TaskKind =>
  () => ({ refusal: `task type ${type} is not allowed here`, status: 403 });
