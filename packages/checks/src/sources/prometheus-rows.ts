import { deadline, isHttp } from '@flagger/http';
import { InstantVector, SampleValue, type QueryResult } from 'prometheus-query';
import { badAddress, PROMETHEUS_TIMEOUT_MS, thrownBy } from './prometheus.ts';
import { prometheusDriver, unreachable } from './prometheus-driver.ts';
import type { NoValue, Server } from './source.ts';

/** One series of an answer: its labels, and its value. */
export interface Row {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export type Rows = { readonly rows: readonly Row[] } | { readonly problem: NoValue };

/** All series that a query gives at one second (Unix time). Throws only where the signal aborts. */
export async function prometheusRows(text: string, at: number, server: Server): Promise<Rows> {
  const { address, clock, signal, timeoutMs = PROMETHEUS_TIMEOUT_MS } = server;
  if (!isHttp(address)) {
    return { problem: badAddress(address) };
  }
  const limit = deadline(clock, timeoutMs, signal);
  try {
    return { rows: rowsOf(await prometheusDriver(server, limit.signal, at).instantQuery(text)) };
  } catch (error) {
    signal.throwIfAborted();
    return { problem: limit.isOver() ? unreachable(address, 'context deadline exceeded') : thrownBy(error) };
  } finally {
    limit.cancel();
  }
}

function rowsOf({ result }: QueryResult): readonly Row[] {
  const items: readonly unknown[] = result;
  return items.flatMap((item) =>
    item instanceof InstantVector ? [{ labels: labelsOf(item.metric.labels), value: numberOf(item.value) }] : [],
  );
}

const numberOf = (value: unknown): number => (value instanceof SampleValue ? value.value : Number.NaN);

function labelsOf(labels: unknown): Row['labels'] {
  const entries: readonly (readonly [string, unknown])[] =
    typeof labels === 'object' && labels !== null ? Object.entries(labels) : [];
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])),
  );
}
