import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { request } from 'undici';
import { endsWithUs } from './children.ts';

/** How the operator of one replay is started. */
export interface OperatorPlan {
  /** The command line, split at blanks, with `{kubeconfig}` and the like filled in. */
  readonly command: readonly string[];
  readonly port: number;
  /** The file that gets what it prints. */
  readonly log: string;
}

const SIGTERM_GRACE = 10_000;
const READY_WITHIN = 30_000;
const SETTLE = 2000;

/** The operator under test, as a process of its own. */
export class OperatorProcess {
  private child: ChildProcess | undefined;
  private exit = Promise.resolve();
  private isStopping = false;

  /** `onDeath` hears of an end that nobody asked for. */
  constructor(
    private readonly plan: OperatorPlan,
    private readonly onDeath: (how: string) => void,
  ) {}

  start(): void {
    const [program = '', ...rest] = this.plan.command;
    const log = openSync(this.plan.log, 'a');
    this.isStopping = false;
    const child = endsWithUs(spawn(program, rest, { stdio: ['ignore', log, log] }));
    closeSync(log);
    this.child = child;
    this.exit = new Promise<void>((resolve) => {
      const ended = (how: string): void => {
        if (!this.isStopping) {
          this.onDeath(`${how}\n${this.tail()}`);
        }
        resolve();
      };
      child.once('exit', (code, signal) => ended(`the operator ended by itself: ${String(code ?? signal)}`));
      child.once('error', (error) => ended(`the operator could not be started: ${error.message}`));
    });
  }

  /** Waits until it says that it is well, and two seconds at least. */
  async ready(): Promise<void> {
    const end = Date.now() + READY_WITHIN;
    await new Promise((resolve) => setTimeout(resolve, SETTLE));
    while (Date.now() < end && !(await this.isWell())) {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /** SIGTERM; after ten seconds SIGKILL. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), SIGTERM_GRACE);
    await this.exit;
    clearTimeout(timer);
  }

  private async isWell(): Promise<boolean> {
    try {
      const { statusCode, body } = await request(`http://127.0.0.1:${this.plan.port}/healthz`);
      await body.dump();
      return statusCode === 200;
    } catch {
      return false;
    }
  }

  private tail(): string {
    return readFileSync(this.plan.log, 'utf8').split('\n').slice(-6).join('\n').trim();
  }
}
