import { finished } from 'node:stream/promises';
import { errors, Pool } from 'undici';
import { pause, type Time } from '../time.ts';
import { Pace } from './pace.ts';
import type { LoadPlan } from './plan.ts';
import { LoadReport, type Sample } from './report.ts';

/** What a load is made with. */
export interface LoadPorts {
  readonly time: Time;
  /** Ends the load, and requests under way. */
  readonly signal: AbortSignal;
  /** Hears of each request. */
  readonly onSample?: (sample: Sample) => void;
}

/** Sends the requests of a plan until its end; rejects where no such request can be sent. */
export async function generate(plan: LoadPlan, ports: LoadPorts): Promise<LoadReport> {
  const { time, signal } = ports;
  const report = new LoadReport();
  const began = time.elapsed();
  const pool = poolOf(plan);
  const run: Run = {
    plan,
    ports,
    report,
    pool,
    pace: new Pace(plan.rate, () => time.elapsed()),
    endsAt: plan.durationMs === undefined ? Number.POSITIVE_INFINITY : began + plan.durationMs,
    left: plan.count ?? Number.POSITIVE_INFINITY,
  };
  // what waits in the pool for its connection hears of no signal
  const cut = (): void => void pool.destroy();
  signal.addEventListener('abort', cut, { once: true });
  try {
    await Promise.all(Array.from({ length: plan.connections }, () => send(run)));
  } catch (error) {
    // the others would fail at once, one request after the other, and give nobody a turn
    run.left = 0;
    cut();
    throw error;
  } finally {
    signal.removeEventListener('abort', cut);
  }
  report.elapsedMs = time.elapsed() - began;
  await (signal.aborted ? pool.destroy() : pool.close());
  return report;
}

interface Run {
  readonly plan: LoadPlan;
  readonly ports: LoadPorts;
  readonly report: LoadReport;
  readonly pool: Pool;
  readonly pace: Pace;
  readonly endsAt: number;
  left: number;
}

function poolOf({ url, connections, timeoutMs, isHttp2, trustsAny }: LoadPlan): Pool {
  const { origin, protocol } = new URL(url);
  const isPlain = protocol === 'http:';
  return new Pool(origin, {
    // many requests share a connection of HTTP/2
    connections: isHttp2 ? 1 : connections,
    connect: { timeout: timeoutMs, rejectUnauthorized: !trustsAny },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    allowH2: isHttp2,
    // a pool does not hand on the same in h2Options
    ...(isHttp2 && { pipelining: connections, maxConcurrentStreams: connections, useH2c: isPlain }),
  });
}

/** One after the other, until the time or the requests are used up. */
async function send(run: Run): Promise<void> {
  const { ports, pace, endsAt, plan } = run;
  const { time, signal, onSample } = ports;
  const request = requestOf(plan);
  while (run.left > 0 && !isOver(run)) {
    run.left -= 1;
    const waitMs = Math.min(pace.take(), endsAt - time.elapsed());
    if (waitMs > 0) {
      await pause(time, waitMs, signal);
    }
    if (isOver(run)) {
      return;
    }
    const sample = await sampleOf(run, request);
    if (!isCut(sample, signal)) {
      run.report.add(sample);
      onSample?.(sample);
    }
  }
}

const isOver = ({ ports: { time, signal }, endsAt }: Run): boolean => signal.aborted || time.elapsed() >= endsAt;

/** What was under way when the load was ended says nothing about who was asked. */
const isCut = ({ error }: Sample, signal: AbortSignal): boolean => error !== undefined && signal.aborted;

type Request = ReturnType<typeof requestOf>;

function requestOf({ url, method, headers, body, isKeptAlive }: LoadPlan) {
  const { pathname, search, username, password } = new URL(url);
  const isNamed = headers.some(([name]) => name.toLowerCase() === 'authorization');
  const basic = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const credentials =
    username === '' || isNamed ? [] : ['authorization', `Basic ${Buffer.from(basic).toString('base64')}`];
  return {
    path: pathname + search,
    method,
    headers: [...headers.flat(), ...credentials],
    reset: !isKeptAlive,
    ...(body !== undefined && { body }),
  };
}

async function sampleOf({ pool, ports, plan: { timeoutMs } }: Run, request: Request): Promise<Sample> {
  const { time, signal } = ports;
  const began = time.elapsed();
  const ended = new AbortController();
  const end = (): void => ended.abort(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  const cancel = time.after(timeoutMs, () => ended.abort(new Error(`no whole answer within ${timeoutMs} ms`)));
  try {
    const { statusCode, body } = await pool.request({ ...request, signal: ended.signal });
    // all of it counts, and a connection serves again only once it was read; its `dump` tells no early end
    await finished(body.resume());
    return { code: String(statusCode), isOk: statusCode < 400, ms: time.elapsed() - began };
  } catch (error) {
    if (isUnsendable(error)) {
      throw new Error(`no such request can be sent: ${error.message}`, { cause: error });
    }
    const reason = error instanceof Error ? error.message : String(error);
    return { code: 'error', isOk: false, ms: time.elapsed() - began, error: reason };
  } finally {
    cancel();
    signal.removeEventListener('abort', end);
  }
}

/** Nobody was asked; and after a second such request its connection counts as busy for ever. */
const isUnsendable = (error: unknown): error is Error =>
  error instanceof errors.InvalidArgumentError || error instanceof errors.NotSupportedError;
