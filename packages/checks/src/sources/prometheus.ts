import { deadline, isHttp, shownAddress } from '@flagger/http';
import { InstantVector, ResponseType, SampleValue, type QueryResult } from 'prometheus-query';
import { lacking } from './authorization.ts';
import { failed, NO_VALUES } from './json.ts';
import { prometheusDriver, Unanswered, unreachable } from './prometheus-driver.ts';
import type { Asked, Measured, MetricQuery, NoValue, Server, Source } from './source.ts';

/** How long Prometheus may take, ms, where nothing else is said. */
export const PROMETHEUS_TIMEOUT_MS = 5000;
const ALWAYS_ONE: MetricQuery = { text: 'vector(1)', interval: '1m' };

/**
 * Prometheus: of several series the last. `unreachable` is a server that gave no answer, or one that says of itself
 * or through a proxy that it cannot answer now (429, 502 and up); any other refusal is an `error`.
 */
export const prometheus: Source = prometheusBy(measureAlone);

/** A Prometheus that is asked in this way. */
export function prometheusBy(measure: (text: string, server: Server) => Promise<Measured>): Source {
  const ask: Source['measure'] = async ({ text }, server) => {
    const missing = missingIn(server);
    return missing === undefined
      ? measure(text.replace(/\s+/g, ' ').trim(), server)
      : { problem: { kind: 'wiring', message: lacking('prometheus', missing) } };
  };
  return { measure: ask, whyOffline: (server) => whyOffline(ask, server) };
}

/** A Secret that is named holds a token, or a user and a password. */
const missingIn = ({ credentials }: Server): string | undefined =>
  credentials === undefined || credentials.has('token')
    ? undefined
    : ['username', 'password'].find((key) => !credentials.has(key));

/** The value of a query on one line. Throws only where the signal aborts. */
export async function measureAlone(text: string, server: Server): Promise<Measured> {
  const { address, clock, signal, timeoutMs = PROMETHEUS_TIMEOUT_MS } = server;
  if (!isHttp(address)) {
    return { problem: badAddress(address) };
  }
  const limit = deadline(clock, timeoutMs, signal);
  try {
    return measured(await prometheusDriver(server, limit.signal).instantQuery(text));
  } catch (error) {
    signal.throwIfAborted();
    return { problem: limit.isOver() ? unreachable(address, 'context deadline exceeded') : thrownBy(error) };
  } finally {
    limit.cancel();
  }
}

async function whyOffline(measure: Source['measure'], server: Server): Promise<NoValue | undefined> {
  const found = withFlaggersWords(await measure(ALWAYS_ONE, server));
  if ('problem' in found) {
    return found.problem;
  }
  const message = `value is not 1 for query: ${ALWAYS_ONE.text}`;
  return found.value === 1 ? undefined : { kind: 'error', message };
}

/** Flagger words the failures of its own queries a little longer. */
export function withFlaggersWords(measured: Asked): Asked {
  if (!('problem' in measured) || measured.problem.kind === 'wiring') {
    return measured;
  }
  return {
    ...measured,
    problem: { ...measured.problem, message: `running query failed: ${measured.problem.message}` },
  };
}

/** The address is none. */
export const badAddress = (address: string): NoValue => ({
  kind: 'wiring',
  message: `Error building Prometheus client for ${shownAddress(address)}: allowed is an address such as http://prometheus:9090`,
});

function measured({ resultType, result }: QueryResult): Measured {
  const items: readonly unknown[] = result;
  if (items.length === 0) {
    return NO_VALUES;
  }
  switch (resultType) {
    case ResponseType.VECTOR:
      return single(valueOf(items.at(-1)));
    case ResponseType.SCALAR:
      return single(Number.parseFloat(String(items[1])));
    case ResponseType.MATRIX:
      return failed('query returned multiple values');
    default:
      return failed('query returned a text');
  }
}

function valueOf(item: unknown): number {
  const value: unknown = item instanceof InstantVector ? item.value : undefined;
  return value instanceof SampleValue ? value.value : Number.NaN;
}

/** The value of the last of some series. */
export const lastOf = (series: readonly { readonly value: number }[]): Measured =>
  single(series.at(-1)?.value ?? Number.NaN);

const single = (value: number): Measured => (Number.isNaN(value) ? NO_VALUES : { value });

/** Why there is no answer, of what the driver threw. */
export function thrownBy(error: unknown): NoValue {
  const original = typeof error === 'object' && error !== null && 'original' in error ? error.original : undefined;
  return original instanceof Unanswered ? original.why : { kind: 'error', message: 'error unmarshaling result' };
}
