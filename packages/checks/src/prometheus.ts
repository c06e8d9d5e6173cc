import { InstantVector, ResponseType, SampleValue, type QueryResult } from 'prometheus-query';
import { isHttp, shownAddress } from './address.ts';
import { deadline } from './deadline.ts';
import type { ChecksOptions } from './options.ts';
import { prometheusDriver, Refusal, unreachable, type Problem } from './prometheus-driver.ts';

/** The one value that a query gave, or why there is none. */
export type Measured = { readonly value: number } | { readonly problem: Problem };

/** One Prometheus to ask. */
export interface Server {
  readonly address: string;
  readonly options: ChecksOptions;
  readonly signal: AbortSignal;
}

/**
 * Asks Prometheus for one value: of several series the last. `unreachable` is a server that gave no answer, or one
 * that says of itself or through a proxy that it cannot answer now (429, 502 and up); any other refusal is an
 * `error`. Throws only where the signal aborts.
 */
export async function askPrometheus(query: string, { address, options, signal }: Server): Promise<Measured> {
  if (!isHttp(address)) {
    return { problem: badAddress(address) };
  }
  const limit = deadline(options.clock, options.metricsTimeoutMs ?? 5000, signal);
  try {
    return measured(await prometheusDriver(address, limit.signal).instantQuery(query.replace(/\s+/g, ' ').trim()));
  } catch (error) {
    signal.throwIfAborted();
    if (limit.isOver()) {
      return { problem: unreachable(address, 'context deadline exceeded') };
    }
    return { problem: problemOf(error) };
  } finally {
    limit.cancel();
  }
}

const badAddress = (address: string): Problem => ({
  kind: 'wiring',
  message: `Error building Prometheus client for ${shownAddress(address)}: allowed is an address such as http://prometheus:9090`,
});

const NO_VALUES: Measured = { problem: { kind: 'no-values', message: 'no values found' } };

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

const single = (value: number): Measured => (Number.isNaN(value) ? NO_VALUES : { value });

const failed = (message: string): Measured => ({ problem: { kind: 'error', message } });

function problemOf(thrown: unknown): Problem {
  const original = typeof thrown === 'object' && thrown !== null && 'original' in thrown ? thrown.original : undefined;
  return original instanceof Refusal ? original.problem : { kind: 'error', message: 'error unmarshaling result' };
}
