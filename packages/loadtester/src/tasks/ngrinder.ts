import { parseGoDuration } from '@flagger/api';
import { request } from 'undici';
import { pause, type Time } from '../time.ts';
import { isRecord, jsonObject, reasonOf } from './json-answer.ts';
import type { Order, Outcome, TaskKind } from './task.ts';

/** A test of nGrinder, copied from one that is there and started, in the background. */
export const ngrinder =
  (time: Time): TaskKind =>
  (order) => {
    const test = testOf(order.metadata);
    if (typeof test === 'string') {
      return { refusal: test };
    }
    return {
      type: order.type,
      canary: order.canary,
      command: `${order.canary} ${test.server.origin}/perftest/api/${test.clone}/clone_and_start`,
      key: order.canary + String(test.clone),
      isAwaited: false,
      run: (signal) => run(test, time, signal),
    };
  };

interface Test {
  readonly server: URL;
  readonly clone: number;
  readonly authorization: string;
  readonly intervalMs: number;
}

/** How often it is asked after where nothing is said that can be understood, ms. */
const USUAL_MS = 1_000;
/** How long stopping a test may take, ms. */
const STOP_MS = 10_000;

function testOf(metadata: Order['metadata']): Test | string {
  const [server, clone, username, passwd] = ['server', 'clone', 'username', 'passwd'].map((name) => metadata.get(name));
  if (!server || !clone || !username || !passwd) {
    return 'server, clone, username and passwd are required metadata';
  }
  if (!URL.canParse(server)) {
    return `invalid url: ${server}`;
  }
  if (!/^[+-]?\d{1,15}$/.test(clone)) {
    return `metadata clone must be integer: strconv.Atoi: parsing ${JSON.stringify(clone)}: invalid syntax`;
  }
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(passwd)) {
    return 'metadata password is invalid: illegal base64 data';
  }
  const password = Buffer.from(passwd, 'base64').toString();
  const intervalMs = parseGoDuration(metadata.get('pollInterval') ?? '') ?? USUAL_MS;
  return {
    server: new URL(server),
    clone: Number(clone),
    authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
    // Flagger multiplies it by a second once more
    intervalMs: intervalMs > 0 ? intervalMs : USUAL_MS,
  };
}

async function run(test: Test, time: Time, signal: AbortSignal): Promise<Outcome> {
  try {
    const { id } = await ask(test, { method: 'POST', path: `${test.clone}/clone_and_start` }, signal);
    if (typeof id !== 'number') {
      return failed('the answer of ngrinder names no test');
    }
    return await ended(test, id, { time, signal });
  } catch (error) {
    return failed(reasonOf(error));
  }
}

const BAD = ['STOP_BY_ERROR', 'CANCELED', 'UNKNOWN'];

/** Asks until the test ends; one whose time is over is stopped. */
async function ended(test: Test, id: number, { time, signal }: { time: Time; signal: AbortSignal }): Promise<Outcome> {
  for (;;) {
    await pause(time, test.intervalMs, signal);
    if (signal.aborted) {
      await stop(test, id, time);
      return failed(`ngrinder test ${id} was stopped`);
    }
    // an answer that does not come is asked for again, until the time is over
    const status = await ask(test, { method: 'GET', path: `${id}/status` }, signal).then(statusIn, () => undefined);
    if (status === 'FINISHED') {
      return { isOk: true, output: '' };
    }
    if (status !== undefined && BAD.includes(status)) {
      return failed(`ngrinder test ${id}: ${status}`);
    }
  }
}

async function stop(test: Test, id: number, time: Time): Promise<void> {
  const late = new AbortController();
  const cancel = time.after(STOP_MS, () => late.abort());
  await ask(test, { method: 'PUT', path: `${id}?action=stop` }, late.signal).catch(() => undefined);
  cancel();
}

interface Question {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
}

async function ask({ server, authorization }: Test, { method, path }: Question, signal: AbortSignal) {
  const url = new URL(`perftest/api/${path}`, server);
  const answer = await jsonObject(await request(url, { method, headers: { authorization }, signal }));
  if (answer.success === false) {
    throw new Error(`request failed: ${JSON.stringify(answer)}`);
  }
  return answer;
}

function statusIn({ status }: Readonly<Record<string, unknown>>): string | undefined {
  const first: unknown = Array.isArray(status) ? status[0] : undefined;
  return isRecord(first) && typeof first.status_id === 'string' ? first.status_id : undefined;
}

const failed = (failure: string): Outcome => ({ isOk: false, output: '', failure });
