import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { isRecord } from './api-error.ts';

/** A program that says who we are, as the kubeconfig names it under `exec`. */
export interface PluginCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to our own environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Who we are, as the program says: a token, or a certificate and its key, as PEM. */
export interface PluginCredentials {
  readonly token?: string;
  readonly cert?: string;
  readonly key?: string;
}

interface Known {
  readonly credentials: PluginCredentials;
  /** Milliseconds since the epoch; infinite where they never expire. */
  readonly expiresAt: number;
}

const LONGEST_WORDS = 300;

/** Runs a credential plugin, and again only when what it said has expired. One that hangs is killed. */
export class CredentialPlugin {
  private known: Known | undefined;

  constructor(private readonly plugin: PluginCommand) {}

  /** When the signal aborts, the program and whatever it started are killed. */
  async credentials(now: number, signal: AbortSignal): Promise<PluginCredentials> {
    if (this.known === undefined || this.known.expiresAt <= now) {
      this.known = known(await printed(this.plugin, signal));
    }
    return this.known.credentials;
  }
}

async function printed({ command, args, environment }: PluginCommand, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const env = { ...process.env, ...environment };
  // a group of its own, so that what it starts is killed with it
  const program = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const kill = (): void => killGroup(program);
  signal.addEventListener('abort', kill, { once: true });
  try {
    const [output, words, code] = await Promise.all([text(program.stdout), text(program.stderr), ended(program)]);
    if (code !== 0) {
      throw new Error(`the credential plugin of the kubeconfig failed: ${words.trim().slice(0, LONGEST_WORDS)}`);
    }
    return output;
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

const ended = (program: ChildProcess): Promise<number | null> =>
  new Promise((resolve, reject) => {
    program.once('error', reject);
    program.once('close', resolve);
  });

function killGroup(program: ChildProcess): void {
  try {
    if (program.pid !== undefined) {
      process.kill(-program.pid, 'SIGKILL');
    }
  } catch {
    // no groups here, or it ended in this moment
    program.kill('SIGKILL');
  }
}

/** Of what it printed nothing is ever quoted: it holds the token. */
function known(output: string): Known {
  const status = statusIn(output);
  const { token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp } = status;
  const expiresAt = typeof expirationTimestamp === 'string' ? Date.parse(expirationTimestamp) : Infinity;
  return {
    credentials: {
      ...(typeof token === 'string' && { token }),
      ...(typeof cert === 'string' && { cert }),
      ...(typeof key === 'string' && { key }),
    },
    expiresAt: Number.isNaN(expiresAt) ? 0 : expiresAt,
  };
}

function statusIn(output: string): Readonly<Record<string, unknown>> {
  try {
    const answer: unknown = JSON.parse(output);
    return isRecord(answer) && isRecord(answer.status) ? answer.status : {};
  } catch {
    throw new Error('the credential plugin of the kubeconfig printed no JSON');
  }
}
