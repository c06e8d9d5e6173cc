import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join, resolve } from 'node:path';

/** A data plane that the sandbox lends to the cluster of KUBECONFIG. */
export interface LentPlane {
  readonly metricsServer: string;
  /** What an operator needs so that its webhooks reach hosts of the cluster. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const ROOT = resolve(import.meta.dirname, '../../..');
const COMMAND = join(ROOT, 'packages/sandbox/src/command.ts');

/** Does as `npm run sandbox -- --attach` does, with users and more options if they are wanted, and reads what it prints. */
export async function lendPlane(mesh: string, users?: string, more: readonly string[] = []): Promise<LentPlane> {
  const args = ['--attach', '--mesh', mesh, ...(users === undefined ? [] : ['--users', users]), ...more];
  const child = spawn(process.execPath, ['--experimental-transform-types', '--no-warnings', COMMAND, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  let said = '';
  for await (const line of createInterface({ input: child.stdout })) {
    said += `${line}\n`;
    if (line.includes('-metrics-server=')) {
      break;
    }
  }
  child.stdout.resume();
  const [, proxy] = /HTTP_PROXY=(\S+)/.exec(said) ?? [];
  const [, metricsServer] = /-metrics-server=(\S+)/.exec(said) ?? [];
  if (proxy === undefined || metricsServer === undefined) {
    throw new Error(`the sandbox did not attach: ${said}`);
  }
  return {
    metricsServer,
    environment: { HTTP_PROXY: proxy, NO_PROXY: '127.0.0.1,localhost' },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
