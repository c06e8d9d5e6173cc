import type { Analysis, Canary, CanarySpec, Metric } from './canary.ts';
import { strategyOf } from './defaults.ts';
import type { Problem } from './errors.ts';
import type { Counters } from './mesh-provider.ts';
import { BUILT_IN_METRICS } from './metric-names.ts';
import { oneOf } from './parse-problem.ts';

/** Times the odds of the primary that are no reason to roll back, where the Canary says nothing. */
export const TOLERATED = 1.25;

/** What of a comparison cannot be as it is written, field by field. */
export function comparisonProblems(analysis: Analysis, at: string): readonly Problem[] {
  return [
    ...settingProblems(analysis, `${at}.compare`),
    ...(analysis.metrics ?? []).flatMap((metric, index) => metricProblems(metric, analysis, `${at}.metrics[${index}]`)),
  ];
}

/** The metrics by which a canary is compared, each name once. */
export function comparedMetrics({
  skipAnalysis,
  analysis,
}: Pick<CanarySpec, 'skipAnalysis' | 'analysis'>): readonly Metric[] {
  const compared = skipAnalysis ? [] : (analysis.metrics ?? []).filter(({ compare }) => compare);
  return compared.filter(({ name }, index) => compared.findIndex((each) => each.name === name) === index);
}

/** The counters that a metric is compared by: the best that see it from where it says. */
export const countersFor = (metric: Metric, counters: readonly Counters[] = []): Counters | undefined =>
  counters.find(
    ({ seenFrom, durations }) =>
      seenFrom === (metric.compare?.seenFrom ?? seenFrom) && (metric.name !== 'request-duration' || durations),
  );

/** What of a comparison a mesh cannot count. */
export function uncountable({ spec }: Canary, { names, counters, uncounted }: Counting): readonly Problem[] {
  return (spec.skipAnalysis ? [] : (spec.analysis.metrics ?? [])).flatMap((metric, index) => {
    const field = `spec.analysis.metrics[${index}].compare`;
    if (!metric.compare || countersFor(metric, counters)) {
      return [];
    }
    const { seenFrom } = metric.compare;
    const from = seenFrom === undefined ? '' : ` as the ${seenFrom} sees them`;
    const why = counters === undefined && uncounted !== undefined ? `: ${uncounted}` : '';
    const allowed = `nothing: ${names[0] ?? 'this mesh'} does not count ${metric.name} of canary and primary${from}${why}`;
    return [{ field, found: 'an object', allowed }];
  });
}

/** What a mesh is called and counts. */
interface Counting {
  readonly names: readonly string[];
  readonly counters?: readonly Counters[];
  readonly uncounted?: string;
}

function settingProblems({ compare, metrics = [] }: Analysis, field: string): readonly Problem[] {
  if (!compare) {
    return [];
  }
  const { worseThan, promoteEarly, undecided } = compare;
  const needsProof = promoteEarly ? 'promoteEarly' : undecided === 'wait' ? 'undecided: wait' : undefined;
  if (worseThan === undefined) {
    const allowed = `a number, since ${needsProof ?? ''} waits until as much is ruled out`;
    return needsProof ? [{ field: `${field}.worseThan`, found: 'nothing', allowed }] : [];
  }
  const tolerated = metrics.flatMap((metric) => (metric.compare ? [metric.compare.tolerate ?? TOLERATED] : []));
  const most = Math.max(...tolerated, 0);
  return worseThan <= most
    ? [{ field: `${field}.worseThan`, found: String(worseThan), allowed: `more than ${most}, which is tolerated` }]
    : [];
}

function metricProblems(metric: Metric, analysis: Analysis, field: string): readonly Problem[] {
  const { name, compare } = metric;
  if (!compare) {
    return [];
  }
  if (!BUILT_IN_METRICS.some((known) => known === name)) {
    const allowed = `nothing: only ${oneOf(BUILT_IN_METRICS)} can be compared`;
    return [{ field: `${field}.compare`, found: 'an object', allowed }];
  }
  return [
    ...onTheOther(metric, `${field}.compare`),
    ...clumpProblems(metric, analysis, `${field}.compare`),
    ...aloneProblems(analysis, `${field}.compare`),
  ];
}

/** Durations are never negligible, and failures are not slow. */
function onTheOther({ name, compare }: Metric, field: string): readonly Problem[] {
  const other = name === 'request-duration' ? 'negligible' : 'slowerThan';
  const found = compare?.[other];
  return found === undefined
    ? []
    : [{ field: `${field}.${other}`, found: JSON.stringify(found), allowed: `nothing: it says nothing of ${name}` }];
}

/** Where requests fail together nothing is ever shown to be safe. */
function clumpProblems({ compare }: Metric, analysis: Analysis, field: string): readonly Problem[] {
  const clump = compare?.clump ?? 1;
  const { promoteEarly, undecided } = analysis.compare ?? {};
  const waits = promoteEarly ? 'promoteEarly' : undecided === 'wait' ? 'undecided: wait' : undefined;
  const allowed = `1 beside ${waits ?? ''}, since nothing is shown to be safe where requests fail together`;
  return clump > 1 && waits ? [{ field: `${field}.clump`, found: String(clump), allowed }] : [];
}

/** In blue/green without a mirror nobody calls the canary while the primary serves; nor the primary after a step to all. */
function aloneProblems(analysis: Analysis, field: string): readonly Problem[] {
  const { mirror, stepWeight = 0, stepWeights } = analysis;
  if (mirror) {
    return [];
  }
  const isBlueGreen = strategyOf({ analysis }) === 'blue-green';
  const isAllAtOnce = strategyOf({ analysis }) === 'canary' && (stepWeight || (stepWeights?.[0] ?? 0)) >= 100;
  const why = isBlueGreen
    ? 'in blue/green without mirror the canary gets no requests to compare'
    : 'with 100 % at the first step the primary gets no requests to compare';
  return isBlueGreen || isAllAtOnce ? [{ field, found: 'an object', allowed: `nothing: ${why}` }] : [];
}
