import { openCluster } from './cluster/open.ts';
import { unreached } from './cluster/unreached.ts';
import { type LocalAsked, type Run, textFlag } from './command.ts';
import { codeOf, EXIT, type ExitCode } from './exit.ts';
import type { Io } from './io.ts';

/** Runs a verb against the cluster that its options name; tells what went wrong, and gives the exit code. */
export async function withCluster(command: Loaded, asked: LocalAsked): Promise<ExitCode> {
  try {
    return await ran(command, asked);
  } catch (error) {
    return told(unreached(error) ?? error, asked.io);
  }
}

interface Loaded {
  readonly load: () => Promise<Run>;
}

async function ran(command: Loaded, asked: LocalAsked): Promise<ExitCode> {
  const run = await command.load();
  const where = { kubeconfig: textFlag(asked, 'kubeconfig'), context: textFlag(asked, 'context') };
  const cluster = openCluster(where, asked.io);
  try {
    return await run({ ...asked, cluster });
  } finally {
    await cluster.close();
  }
}

function told(error: unknown, io: Io): ExitCode {
  if (io.signal.aborted) {
    return EXIT.interrupted;
  }
  io.say(`error: ${error instanceof Error ? error.message : String(error)}`);
  return codeOf(error);
}
