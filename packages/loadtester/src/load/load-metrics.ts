import { Counter, Histogram, type Registry } from 'prom-client';
import type { Sample } from './report.ts';

/** Hears of each request that a canary's load sent. */
export type LoadHeard = (canary: Loaded, sample: Sample) => void;

/** Whose load it is. */
export interface Loaded {
  readonly name: string;
  readonly namespace: string;
}

/** So many canaries have series of their own; callers can make names up. */
const MOST_CANARIES = 1_000;
const LABELS = ['name', 'namespace'] as const;

/** Counts requests and their times, for each canary. */
export function loadMetrics(registry: Registry): LoadHeard {
  const registers = [registry];
  const requests = new Counter({
    name: 'flagger_loadtest_requests_total',
    help: 'Requests that were sent, by status; error where no answer came',
    labelNames: [...LABELS, 'code'],
    registers,
  });
  const failed = new Counter({
    name: 'flagger_loadtest_requests_failed_total',
    help: 'Requests without an answer, or with a status from 400 on',
    labelNames: LABELS,
    registers,
  });
  const seconds = new Histogram({
    name: 'flagger_loadtest_request_duration_seconds',
    help: 'How long requests took',
    labelNames: LABELS,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const known = new Set<string>();
  return ({ name, namespace }, { code, isOk, ms }) => {
    const key = `${name}.${namespace}`;
    if (known.size < MOST_CANARIES) {
      known.add(key);
    }
    const labels = known.has(key) ? { name, namespace } : { name: 'other', namespace: 'other' };
    requests.inc({ ...labels, code });
    failed.inc(labels, isOk ? 0 : 1);
    seconds.observe(labels, ms / 1000);
  };
}
