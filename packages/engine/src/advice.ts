import {
  intervalMs,
  goDuration,
  parseGoDuration,
  type Action,
  type Analysis,
  type CanarySpec,
  type Metric,
} from '@flagger/api';
import { cautionsOn } from './comparison/cautions.ts';
import { checksum } from './ids.ts';
import { digest } from './digest.ts';
import type { Observed } from './observed.ts';
import { adviceOnScalers } from './scalers.ts';

/** Pods hardly get ready in less, s. */
const SHORT_DEADLINE = 10;

/** A rate needs two values, and metrics servers rarely scrape more often than every 5 s. */
const SHORT_RANGE_MS = 10_000;

/** What can hardly be meant but does no harm: told once for each version of a spec. */
export function toldAdvice(observed: Observed): readonly Action[] {
  const { canary, refusal, target, minIntervalMs } = observed;
  const advice = refusal
    ? []
    : [
        ...adviceOn(canary.spec, minIntervalMs),
        ...cautionsOn(observed),
        ...adviceOnScalers(observed),
        ...(target.state === 'found' ? (target.advice ?? []) : []),
      ];
  const { uid, generation } = canary.metadata;
  return advice.map((message) => ({
    do: 'event',
    type: 'Warning',
    message,
    id: digest(uid, generation, message).slice(0, 16),
    isForGood: true,
    phase: canary.status.phase ?? '',
    checksum: checksum(canary),
  }));
}

/** What a spec says and what comes of it, where these differ. */
export function adviceOn(
  { analysis, skipAnalysis, progressDeadlineSeconds }: CanarySpec,
  least: number,
): readonly string[] {
  const deadline = progressDeadlineSeconds ?? SHORT_DEADLINE;
  return [
    ...(deadline < SHORT_DEADLINE
      ? [`spec.progressDeadlineSeconds is ${deadline}: pods that need longer to become ready are given up`]
      : []),
    ...(skipAnalysis
      ? []
      : [
          ...adviceOnPace(analysis, least),
          ...adviceOnWeights(analysis),
          ...adviceOnReadiness(analysis),
          ...adviceOnMetrics(analysis),
          ...adviceOnCookies(analysis),
          ...adviceOnComparing(analysis),
        ]),
  ];
}

function adviceOnPace(analysis: Analysis, least: number): readonly string[] {
  const given = parseGoDuration(analysis.interval ?? '');
  const { threshold } = analysis;
  return [
    ...(given !== undefined && given < least
      ? [
          `spec.analysis.interval is ${analysis.interval ?? ''} and counts as ${goDuration(intervalMs(analysis, least))}`,
        ]
      : []),
    ...(threshold !== undefined && threshold < 1 ? [`spec.analysis.threshold is ${threshold} and counts as 1`] : []),
  ];
}

/** A share that is none, or more than everything. */
function adviceOnReadiness(analysis: Analysis): readonly string[] {
  return (['primaryReadyThreshold', 'canaryReadyThreshold'] as const).flatMap((name) => {
    const { [name]: share = 100 } = analysis;
    const isOdd = share < 1 || share > 100;
    return isOdd ? [`spec.analysis.${name} is ${share} and counts as ${share < 1 ? 'one pod' : '100'}`] : [];
  });
}

function adviceOnCookies({ sessionAffinity, match }: Analysis): readonly string[] {
  const { sameSite, partitioned, secure } = sessionAffinity ?? {};
  const isDropped = (sameSite === 'None' || partitioned === true) && secure !== true;
  return [
    ...(sessionAffinity && match?.length
      ? ['spec.analysis.sessionAffinity has no effect beside match: whoever fits gets the canary with each request']
      : []),
    ...(isDropped
      ? [
          `spec.analysis.sessionAffinity.secure is not true: browsers drop a cookie with ${partitioned ? 'Partitioned' : 'SameSite=None'} and without Secure`,
        ]
      : []),
  ];
}

/** Who picks users, or keeps them, compares these as well. */
function adviceOnComparing({ metrics = [], sessionAffinity, match }: Analysis): readonly string[] {
  const index = metrics.findIndex(({ compare }) => compare);
  const why = sessionAffinity ? 'sessionAffinity' : match?.length ? 'match' : undefined;
  return index >= 0 && why !== undefined
    ? [`spec.analysis.metrics[${index}].compare shows and decides nothing beside ${why}: other users are compared, too`]
    : [];
}

function adviceOnMetrics({ metrics = [] }: Analysis): readonly string[] {
  return [...withoutBounds(metrics), ...shortRanges(metrics)];
}

/** What accepts every value is as good as not asked for. */
function withoutBounds(metrics: readonly Metric[]): readonly string[] {
  return metrics.flatMap((metric, index) =>
    metric.compare === undefined && acceptsAll(metric)
      ? [`spec.analysis.metrics[${index}] has no bound in thresholdRange or threshold: every value passes`]
      : [],
  );
}

function acceptsAll({ name, query, templateRef, threshold, thresholdRange }: Metric): boolean {
  return thresholdRange
    ? thresholdRange.min === undefined && thresholdRange.max === undefined
    : name === 'request-success-rate' && !query && !templateRef && !threshold;
}

function shortRanges(metrics: readonly Metric[]): readonly string[] {
  return metrics.flatMap(({ interval = '' }, index) =>
    (parseGoDuration(interval) ?? SHORT_RANGE_MS) < SHORT_RANGE_MS
      ? [
          `spec.analysis.metrics[${index}].interval is ${interval}: a metrics server has two values in it only where it scrapes more often`,
        ]
      : [],
  );
}

function adviceOnWeights({ stepWeight = 0, maxWeight = 0, stepWeights = [] }: Analysis): readonly string[] {
  const over = stepWeights.find((weight) => weight > 100);
  return [
    ...(maxWeight > 0 && stepWeight > maxWeight
      ? [`spec.analysis.stepWeight is ${stepWeight}: the first step gives the canary more than maxWeight ${maxWeight}`]
      : []),
    ...(over === undefined ? [] : [`spec.analysis.stepWeights: ${over} counts as 100`]),
  ];
}
