import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { heyPlan } from '../load/hey.ts';
import { commandOf, type Environment } from './command.ts';
import { loaded, type LoadTaskPorts } from './load.ts';
import { isTrue, type TaskKind } from './task.ts';
import { plainWords } from './words.ts';

/** What lines of hey are run with. */
export interface HeyPorts extends LoadTaskPorts {
  readonly environment: Environment;
  /** Whether commands may be run in a shell. */
  readonly hasShell: boolean;
}

/**
 * A type whose commands run in a shell, but for those of hey where hey is not installed or no shell may be used: the
 * generator of this process sends what they describe. As with hey, no answer makes them fail.
 */
export const withHey =
  (kind: TaskKind, ports: HeyPorts): TaskKind =>
  (order) => {
    const words = plainWords(order.metadata.get('cmd') ?? '');
    const plan = words && heyPlan(words);
    if (plan === undefined || (ports.hasShell && isInstalled('hey', ports.environment.PATH))) {
      return kind(order);
    }
    return {
      ...commandOf(order),
      isAwaited: order.type === 'bash',
      returnsOutput: isTrue(order.metadata.get('returnCmdOutput')),
      logsOutput: isTrue(order.metadata.get('logCmdOutput')),
      run: (signal) => loaded({ plan, maxErrorPercent: undefined }, { order, ports, signal }),
    };
  };

function isInstalled(name: string, path = ''): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
