import { spawn, type ChildProcess } from 'node:child_process';

/** A program to run, and with which environment. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** How a program ended, in Go's words: `exit status 1`, `signal: killed`; undefined where it ended well. */
export interface Ended {
  readonly problem?: string;
  readonly exitCode?: number;
  /** Both outputs as they came, or the end of them. */
  readonly output: string;
}

/** So much of what a program says is kept: the end of it. */
const KEPT_BYTES = 1 << 20;

const SIGNALS: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGKILL: 'killed',
  SIGTERM: 'terminated',
  SIGINT: 'interrupt',
  SIGSEGV: 'segmentation fault',
  SIGABRT: 'aborted',
};

/** Runs a program until its end; an aborted signal kills it and all that it started. */
export function runProcess({ file, args, environment }: Program, signal: AbortSignal): Promise<Ended> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve({ problem: 'signal: killed', output: '' });
      return;
    }
    // without file descriptors for them it has no outputs
    const child: ChildProcess = spawn(file, args, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...environment },
    });
    const said = new Tail();
    const kill = (): void => {
      killGroup(child.pid);
      // what left the group may hold them open
      const cut = (): void => [child.stdout, child.stderr].forEach((each) => each?.destroy());
      if (child.exitCode === null && child.signalCode === null) {
        child.once('exit', cut);
      } else {
        cut();
      }
    };
    signal.addEventListener('abort', kill, { once: true });
    const done = (ended: Omit<Ended, 'output'>): void => {
      signal.removeEventListener('abort', kill);
      resolve({ ...ended, output: said.text() });
    };
    child.once('error', (error) => done({ problem: whyNot(file, error) }));
    child.once('close', (code, killedBy) => done(endOf(code, killedBy)));
    [child.stdout, child.stderr].forEach((each) => each?.on('data', (piece: Buffer) => said.add(piece)));
  });
}

function endOf(code: number | null, killedBy: NodeJS.Signals | null): Omit<Ended, 'output'> {
  if (code === null) {
    return { problem: `signal: ${killedBy === null ? 'unknown' : (SIGNALS[killedBy] ?? killedBy)}` };
  }
  return code === 0 ? { exitCode: 0 } : { problem: `exit status ${code}`, exitCode: code };
}

function whyNot(file: string, error: Error): string {
  const isAbsent = 'code' in error && error.code === 'ENOENT';
  return isAbsent ? `exec: "${file}": executable file not found in $PATH` : error.message;
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) {
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it ended a moment ago
  }
}

/** The end of a text that may be long. */
class Tail {
  private pieces: Buffer[] = [];
  private bytes = 0;

  add(piece: Buffer): void {
    this.pieces.push(piece);
    this.bytes += piece.length;
    if (this.bytes > 2 * KEPT_BYTES) {
      this.pieces = [Buffer.concat(this.pieces).subarray(-KEPT_BYTES)];
      this.bytes = KEPT_BYTES;
    }
  }

  text(): string {
    return Buffer.concat(this.pieces).subarray(-KEPT_BYTES).toString();
  }
}
