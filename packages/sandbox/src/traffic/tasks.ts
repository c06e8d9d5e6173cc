import { type Clock, type Log, nameIn } from '@flagger/api';
import type { Mesh, Source } from '../mesh/index.ts';
import { type Command, commandLine } from './commands/command.ts';
import { type Ended, run } from './commands/run.ts';
import { BadCommand } from './commands/shell-words.ts';
import type { Payload } from './payload.ts';

export interface TasksOptions {
  readonly mesh: Pick<Mesh, 'request'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** An answer to a webhook. */
export interface HookAnswer {
  readonly status: number;
  readonly text: string;
}

const OTHERS = ['helm', 'helmv3', 'kubectl', 'concord', 'ngrinder'];

/** Does what load-test webhooks ask for: load in the background, acceptance tests at once. */
export class Tasks {
  private readonly end = new AbortController();
  private readonly running = new Map<string, Promise<void>>();

  constructor(private readonly options: TasksOptions) {}

  /** Answers a task as the load tester does; what the sandbox cannot do is a 400 that says what it can. */
  async answer(payload: Payload): Promise<HookAnswer> {
    const { metadata } = payload;
    if (metadata === undefined) {
      return { status: 400, text: 'metadata not found in payload' };
    }
    const { type = 'cmd', cmd } = metadata;
    if (OTHERS.includes(type)) {
      return { status: 400, text: `the sandbox does not play tasks of type ${type}; it plays cmd and bash` };
    }
    if (type !== 'cmd' && type !== 'bash') {
      return { status: 400, text: `unknown task type ${type}` };
    }
    if (cmd === undefined) {
      return { status: 400, text: 'cmd not found in metadata' };
    }
    try {
      const line = commandLine(cmd);
      if (type === 'bash') {
        return await this.blocking(payload, cmd, line);
      }
      this.start(payload, cmd, line);
      return { status: 202, text: '' };
    } catch (error) {
      if (error instanceof BadCommand) {
        return { status: 400, text: error.message };
      }
      throw error;
    }
  }

  /** Ends what is running. */
  async stop(): Promise<void> {
    this.end.abort();
    await Promise.all(this.running.values());
  }

  private async blocking(payload: Payload, cmd: string, line: readonly (readonly Command[])[]): Promise<HookAnswer> {
    const { code, output, complaint } = await this.run(payload, line);
    if (code !== 0) {
      return { status: 500, text: `command ${cmd} failed: ${output}${complaint}: exit status ${code}` };
    }
    return { status: 200, text: payload.metadata?.returnCmdOutput === 'true' ? output : '' };
  }

  /** The same command for the same canary does not run twice at once. */
  private start(payload: Payload, cmd: string, line: readonly (readonly Command[])[]): void {
    const { log } = this.options;
    const canary = nameIn(payload.name, payload.namespace);
    const key = `${canary} ${cmd}`;
    if (this.running.has(key)) {
      return log.debug('command skipped: it is already running', { canary });
    }
    const isTold = payload.metadata?.logCmdOutput === 'true';
    const ending = this.run(payload, line).then((ended) => {
      this.running.delete(key);
      if (ended.code !== 0) {
        log.warn('command failed', { canary, code: ended.code, complaint: ended.complaint });
      } else {
        log.debug('command ended', { canary, ...(isTold && { output: ended.output }) });
      }
    });
    this.running.set(key, ending);
  }

  private run({ namespace }: Payload, line: readonly (readonly Command[])[]): Promise<Ended> {
    const { mesh, clock } = this.options;
    const source: Partial<Source> = {
      namespace,
      workload: 'flagger-loadtester',
      labels: { app: 'flagger-loadtester' },
    };
    return run(line, { mesh, clock, source, signal: this.end.signal });
  }
}
