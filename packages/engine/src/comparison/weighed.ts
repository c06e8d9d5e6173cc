import {
  comparedMetrics,
  parseGoDuration,
  type Canary,
  type ComparedMetric,
  type CountsFinding,
  type CountedTable,
  type Finding,
  type Metric,
} from '@flagger/api';
import { boundariesOf, boundaryFor, type Boundaries } from '../compare/boundaries.ts';
import { assess, begin, weigh, type Evidence } from '../compare/evidence.ts';
import { recalled, remembered, type Memory } from '../compare/memory.ts';
import { needs, paceOf, type Need } from '../compare/outlook.ts';
import type { Rules } from '../compare/rules.ts';
import { hasBothArms } from '../compare/tables.ts';
import { sentence, type Found } from '../compare/texts.ts';
import { rulesFor } from './compares.ts';

/** A compared metric after a check. */
export interface Weighed {
  readonly metric: ComparedMetric;
  /** What a decision still needs; undefined where nothing new was counted. */
  readonly needs?: readonly Need[];
  /** What was found so far by other settings was dropped. */
  readonly isAnew?: true;
}

/** Where a check leaves the comparison. */
export interface Comparison {
  readonly metrics: readonly Weighed[];
  /** End of the window that was counted; undefined where none was. */
  readonly until?: number;
}

/** Adds what a check counted to what the status remembers. The same finding adds nothing twice. */
export function weighed(canary: Canary, findings: readonly Finding[]): Comparison {
  const { until, metrics: known = [] } = canary.status.analysis ?? {};
  const counts = findings.flatMap((finding) =>
    finding.kind === 'counts' && finding.problem === undefined && (until === undefined || finding.from === until)
      ? [finding]
      : [],
  );
  const metrics = comparedMetrics(canary.spec).flatMap((metric) => {
    const before = known.find(({ name }) => name === metric.name);
    const counted = counts.find(({ name }) => name === metric.name);
    const after = counted && added({ canary, metric, before, counted });
    return after ? [after] : before ? [{ metric: before }] : [];
  });
  const [first] = counts;
  return { metrics, ...(first && { until: first.to }) };
}

interface Addition {
  readonly canary: Canary;
  readonly metric: Metric;
  readonly before: ComparedMetric | undefined;
  readonly counted: CountsFinding;
}

function added({ canary, metric, before, counted }: Addition): Weighed | undefined {
  const kept = before?.seenFrom === counted.seenFrom ? memoryOf(before) : undefined;
  const rows = rowsOf(metric, counted, kept?.boundaries);
  if (!rows) {
    return undefined;
  }
  const { boundaries, tables } = rows;
  const rules = rulesFor(canary, metric, { boundaries, isByAttempt: counted.isByAttempt });
  const old = kept && recalled(kept, rules);
  const evidence = weigh(old ?? begin(rules), tables, rules);
  const main = tables[rules.main];
  const pace = main && paceOf(main, counted.to - counted.from);
  const needed = pace ? needs(evidence, rules, pace) : [];
  const compared = comparedOf({ evidence, rules, boundaries, needed, name: metric.name, seenFrom: counted.seenFrom });
  return { metric: compared, needs: needed, ...(before && !old && { isAnew: true }) };
}

/** What is looked at of what was counted; undefined as long as nobody knows what counts as slow. */
function rowsOf(metric: Metric, counted: CountsFinding, known: Boundaries | undefined) {
  if (metric.name !== 'request-duration') {
    return { tables: counted.tables, boundaries: undefined };
  }
  const boundaries = known ?? boundariesFor(metric, counted);
  const tables = boundaries ? tablesAt(boundaries, counted) : [];
  return tables.length > 0 ? { tables, boundaries } : undefined;
}

interface Result {
  readonly evidence: Evidence;
  readonly rules: Rules;
  readonly boundaries: Boundaries | undefined;
  readonly needed: readonly Need[];
  readonly name: string;
  readonly seenFrom: string;
}

function comparedOf({ evidence, rules, boundaries, needed, name, seenFrom }: Result): ComparedMetric {
  const { verdict, p, low, high, estimate } = assess(evidence, rules);
  const { canary, primary, ...memory } = remembered(evidence, rules, boundaries);
  const range = { low, ...(high !== undefined && { high }), ...(estimate !== undefined && { estimate }) };
  const slowerThan = boundaries?.bounds[boundaries.main];
  const found: Found = { name, slowerThan, canary, primary, range, verdict, needs: needed };
  return {
    ...{ name, verdict, message: sentence(found), seenFrom },
    canary: { requests: canary.n, events: canary.x },
    primary: { requests: primary.n, events: primary.x },
    odds: { ...range, ...(estimate !== undefined && { estimate: rounded(estimate) }) },
    chance: rounded(p),
    evidence: memory,
  };
}

const rounded = (value: number): number => Number(value.toPrecision(6));

const tallyOf = ({ requests, events }: ComparedMetric['canary']) => ({ n: requests, x: events });

const memoryOf = ({ evidence, canary, primary }: ComparedMetric): Memory => ({
  ...evidence,
  canary: tallyOf(canary),
  primary: tallyOf(primary),
});

/** What the status says of a metric, as texts are made of it. */
export const foundOf = ({ metric, needs: needed = [] }: Weighed): Found => {
  const { boundaries } = metric.evidence;
  return {
    name: metric.name,
    slowerThan: boundaries?.bounds[boundaries.main],
    canary: tallyOf(metric.canary),
    primary: tallyOf(metric.primary),
    range: metric.odds,
    verdict: metric.verdict,
    needs: needed,
  };
};

/** What counts as slow in a run; undefined as long as a side got no requests. */
function boundariesFor(metric: Metric, { tables, bounds = [] }: CountsFinding): Boundaries | undefined {
  const [first] = tables;
  if (!first || !hasBothArms(first)) {
    return undefined;
  }
  const slowerThan = metric.compare?.slowerThan;
  if (slowerThan !== undefined) {
    const bound = boundaryFor(parseGoDuration(slowerThan) ?? 0, bounds);
    return bound === undefined ? undefined : { bounds: [bound], main: 0 };
  }
  const n = first.canary.n + first.primary.n;
  return boundariesOf({ bounds, below: tables.map(({ canary, primary }) => n - canary.x - primary.x), n });
}

/** The tables of some bounds; none where one of them was not counted. */
function tablesAt({ bounds }: Boundaries, counted: CountsFinding): readonly CountedTable[] {
  const tables = bounds.flatMap((bound) => counted.tables[(counted.bounds ?? []).indexOf(bound)] ?? []);
  return tables.length === bounds.length ? tables : [];
}
