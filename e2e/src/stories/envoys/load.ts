import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Spell } from './looks.ts';

const COMMAND = resolve(import.meta.dirname, '../../../istio/load.mjs');

/** So many requests a second, all the same. */
export interface Stream {
  /** The way, and who asks where that matters: `gateway`, `mesh:insider`. */
  readonly way: string;
  readonly rate: number;
  readonly url: string;
  readonly proxy?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What became of one request. */
export interface Answer {
  /** As its stream's. */
  readonly way: string;
  readonly from: number;
  readonly until: number;
  /** The status code, or the code of the error. */
  readonly status: string;
  readonly version: string;
  readonly isFromCanary: boolean;
}

/** Requests all the time, by a process of their own. */
export class Load {
  readonly answers: Answer[] = [];
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;

  constructor(streams: readonly Stream[]) {
    const child = spawn(process.execPath, [COMMAND, JSON.stringify(streams)], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.child = child;
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => this.answers.push(answerIn(line)));
    this.ended = new Promise((done) => lines.once('close', () => done()));
  }

  /** Those of a stream that were led by these routes alone. */
  during({ from, until }: Pick<Spell, 'from' | 'until'>, way: string): readonly Answer[] {
    return this.answers.filter((each) => each.way === way && each.from >= from && each.until <= until);
  }

  /** Those that were not answered with 200. */
  get failed(): readonly Answer[] {
    return this.answers.filter(({ status }) => status !== '200');
  }

  /** Waits for the requests that are open. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended;
  }
}

function answerIn(line: string): Answer {
  const [way = '', from, until, status = '', version = '', kind] = line.split(' ');
  return { way, from: Number(from), until: Number(until), status, version, isFromCanary: kind === 'canary' };
}
