import { type Ended, runProcess } from './process.ts';
import { isTrue, type Order, type Outcome, type TaskKind } from './task.ts';
import { words } from './words.ts';

/** The environment that commands run in. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A shell in the background: `sh -c`. */
export const cmd =
  (environment: Environment): TaskKind =>
  (order) => {
    const command = order.metadata.get('cmd');
    return command === undefined
      ? { refusal: 'cmd not found in metadata' }
      : {
          ...commandOf(order),
          isAwaited: false,
          logsOutput: isTrue(order.metadata.get('logCmdOutput')),
          run: async (signal) =>
            outcome(command, await runProcess({ file: 'sh', args: ['-c', command], environment }, signal)),
        };
  };

/** A shell whose caller waits: `bash -c`; without a command it does nothing, well. */
export const bash =
  (environment: Environment): TaskKind =>
  (order) => {
    const command = order.metadata.get('cmd') ?? '';
    return {
      ...commandOf(order),
      isAwaited: true,
      returnsOutput: isTrue(order.metadata.get('returnCmdOutput')),
      run: async (signal) =>
        outcome(command, await runProcess({ file: 'bash', args: ['-c', command], environment }, signal)),
    };
  };

/** A program without a shell, whose caller waits: helm or kubectl. */
export const program =
  (file: string, environment: Environment): TaskKind =>
  (order) => {
    const command = order.metadata.get('cmd') ?? '';
    const args = words(command);
    return {
      ...commandOf(order),
      isAwaited: true,
      returnsOutput: isTrue(order.metadata.get('returnCmdOutput')),
      run: async (signal) =>
        outcome(
          command,
          args === undefined
            ? { problem: 'a quote does not end', output: '' }
            : await runProcess({ file, args, environment }, signal),
        ),
    };
  };

/** What tasks with a command have in common. */
export function commandOf({ type, canary, metadata }: Order) {
  const command = metadata.get('cmd') ?? '';
  return { type, canary, command, key: canary + command };
}

const outcome = (command: string, { problem, output, exitCode }: Ended): Outcome => ({
  isOk: problem === undefined,
  output,
  ...(exitCode !== undefined && { exitCode }),
  ...(problem !== undefined && { failure: `command ${command} failed: ${output}: ${problem}` }),
});
