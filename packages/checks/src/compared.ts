import {
  comparedMetrics,
  countersFor,
  type Counters,
  type CountingWindow,
  type CountsFinding,
  type Metric,
} from '@flagger/api';
import { countersOf } from './counters.ts';
import { countingQuery, keyOf, type Counted } from './counting-query.ts';
import { tablesOf, type CountedRow } from './counts.ts';
import { REPLICA_LABELS, replicasProblem, replicasQuery } from './counted-twice.ts';
import type { Inquiry } from './inquiry.ts';
import { serverOf } from './server.ts';
import { prometheusRows, type Row } from './sources/prometheus-rows.ts';

/** Counts the requests of both sides in the window of a check, by one query for each compared metric. */
export async function findCounts(inquiry: Inquiry): Promise<readonly CountsFinding[]> {
  const { question, canary } = inquiry;
  const { window } = question;
  const findings: CountsFinding[] = [];
  for (const metric of window ? comparedMetrics(canary.spec) : []) {
    findings.push(...(window ? [await findCount(metric, window, inquiry)] : []));
  }
  return findings;
}

async function findCount(metric: Metric, window: CountingWindow, inquiry: Inquiry): Promise<CountsFinding> {
  const { canary, options } = inquiry;
  const { counters: all, queries } = options.mesh(canary);
  const chosen = countersFor(metric, all);
  const counters = chosen && countersOf(chosen, { ...inquiry, written: queries.written });
  const finding = { kind: 'counts', name: metric.name, ...window, tables: [] } as const;
  if (!counters) {
    return { ...finding, seenFrom: '', problem: `${metric.name} of canary and primary is not counted` };
  }
  return {
    ...finding,
    seenFrom: counters.seenFrom,
    ...(counters.byAttempt && { isByAttempt: true }),
    ...(counters.routing === 'rotation' && { isByTurns: true }),
    ...(await count(metric, { counters, window, inquiry })),
  };
}

interface Place {
  readonly counters: Counters;
  readonly window: CountingWindow;
  readonly inquiry: Inquiry;
}

type Count = Pick<CountsFinding, 'query' | 'bounds' | 'problem' | 'series'> & {
  readonly tables?: CountsFinding['tables'];
};

async function count(metric: Metric, { counters, window, inquiry }: Place): Promise<Count> {
  const known = inquiry.canary.status.analysis?.metrics?.find(({ name }) => name === metric.name);
  const what = countedOf(metric, counters, known?.evidence.boundaries?.bounds);
  const query = countingQuery(counters, what, window.to - window.from) ?? '';
  const server = serverOf(inquiry);
  // once in a run: what is scraped twice counts twice from the beginning on
  const read = known ? {} : await seriesRead({ counters, window, inquiry }, what);
  if (read.problem !== undefined) {
    return { query, ...read };
  }
  const answer = await rowsOf(inquiry)(query, window.to, server);
  if ('problem' in answer) {
    return { query, problem: answer.problem.message };
  }
  return { query, ...read, ...tablesOf(answer.rows.map(countedRow(keyOf(counters, what))), counters, what) };
}

const rowsOf = ({ merged }: Inquiry): typeof prometheusRows => merged?.rows ?? prometheusRows;

function countedOf({ name }: Metric, { unit }: Counters, bounds: readonly number[] | undefined): Counted {
  if (name !== 'request-duration') {
    return { kind: 'requests' };
  }
  // as they are exported: what was read from a text is the same number again
  const inUnit = bounds?.map((bound) => (unit === 's' ? Number((bound / 1000).toPrecision(9)) : bound));
  return { kind: 'durations', ...(inUnit && { bounds: inUnit }) };
}

const countedRow =
  (key: string) =>
  ({ labels, value }: Row): CountedRow => ({ arm: labels['arm'] ?? '', key: labels[key] ?? '', value });

/** How many series are read, and why each request would count several times, or why nobody can say. */
async function seriesRead(
  { counters, window, inquiry }: Place,
  what: Counted,
): Promise<Pick<Count, 'series' | 'problem'>> {
  const answer = await rowsOf(inquiry)(replicasQuery(counters, what), window.to, serverOf(inquiry));
  const labels = REPLICA_LABELS.filter((label) => label !== inquiry.options.replicaLabel);
  if ('problem' in answer) {
    return { problem: answer.problem.message };
  }
  const problem = replicasProblem(
    answer.rows.map((row) => row.labels),
    labels,
  );
  const series = answer.rows.reduce((sum, { value }) => sum + value, 0);
  return { series, ...(problem !== undefined && { problem }) };
}
