import { afterEach } from '@jest/globals';
import { keptLog, type KeptLog } from '@flagger/testing';
import { thisMachine } from '../src/machine.ts';
import type { Options } from '../src/program/options.ts';
import { type ProgramPorts, type Running, start } from '../src/program/program.ts';

/** A load tester on a loopback socket, for one test. */
export interface Tested {
  readonly url: string;
  readonly log: KeptLog;
  readonly running: Running;
  /** Posts a payload of `podinfo.test`, or the text as it is. */
  post(path: string, payload?: object | string, init?: RequestInit): Promise<Answer>;
  get(path: string): Promise<Answer>;
}

/** What a caller sees. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly type: string | null;
}

const started: Running[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((each) => each.stop()));
});

export async function loadTester(options: Partial<Options> = {}, ports: Partial<ProgramPorts> = {}): Promise<Tested> {
  const log = keptLog();
  const running = await start(options, { time: thisMachine, environment: process.env, log, ...ports });
  started.push(running);
  const url = `http://127.0.0.1:${running.port}`;
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(url + path, { headers: { connection: 'close' }, ...init });
    return { status: response.status, text: await response.text(), type: response.headers.get('content-type') };
  };
  return {
    url,
    log,
    running,
    post: (path, payload = {}, init = {}) =>
      ask(path, {
        method: 'POST',
        body:
          typeof payload === 'string' ? payload : JSON.stringify({ name: 'podinfo', namespace: 'test', ...payload }),
        ...init,
      }),
    get: (path) => ask(path, {}),
  };
}

/** Waits until it holds, and fails with what it says else. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let round = 0; round < 1_000; round++) {
    if (await holds()) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`it never held: ${holds.toString()}`);
}
