import {
  comparedMetrics,
  goDuration,
  intervalMs,
  strategyOf,
  type Action,
  type Answer,
  type Canary,
  type CountsFinding,
} from '@flagger/api';
import { digest } from '../digest.ts';
import { checksum, revisionId } from '../ids.ts';
import { nameOf } from '../names.ts';
import type { Observed } from '../observed.ts';

/** A window needs two scrapes, and metrics servers rarely scrape more often than every 5 s. */
const TWO_SCRAPES_MS = 10_000;

/** What a metrics server sums up at each check without anybody noticing. */
const MANY_SERIES = 100_000;

/** So many requests tell a share. */
const ENOUGH = 1000;

/** What a spec says of comparing that can hardly be meant, as sentences for users. */
export function cautionsOn({ canary, settleMs, minIntervalMs }: Observed): readonly string[] {
  const { analysis, skipAnalysis } = canary.spec;
  const index = (analysis.metrics ?? []).findIndex(({ compare }) => compare);
  if (index < 0 || skipAnalysis) {
    return [];
  }
  const interval = intervalMs(analysis, minIntervalMs);
  return [
    ...(interval < settleMs + TWO_SCRAPES_MS
      ? [
          `spec.analysis.interval is ${goDuration(interval)}: after the settle time of ${goDuration(settleMs)} a metrics server scrapes twice before the next step only where it scrapes more often than usual, and compare counts nothing else`,
        ]
      : []),
    ...(analysis.mirror
      ? [
          `spec.analysis.metrics[${index}].compare beside mirror: copies are counted at the pods alone (seenFrom: server), and what they change changes twice`,
        ]
      : []),
  ];
}

/** What weakens a comparison as its counts show, told once for each revision. */
export const cautions = (observed: Observed, { findings }: Answer): readonly Action[] =>
  findings.flatMap((finding) =>
    finding.kind === 'counts' && finding.problem === undefined
      ? reasonsIn(observed, finding).map(([kind, message]) => toldOnce(observed, `${kind} ${finding.name}`, message))
      : [],
  );

type Reason = readonly [kind: string, message: string];

function reasonsIn(observed: Observed, counted: CountsFinding): readonly Reason[] {
  const { canary } = observed;
  const what = `Comparing ${counted.name} of ${nameOf(canary)}`;
  const { isByTurns, series = 0 } = counted;
  const together = clumped(canary, counted);
  const share = shareOff(canary, counted);
  return [
    ...(isByTurns
      ? [['turns', `${what} where requests go in turns: callers in the same rhythm make one side look worse`] as const]
      : []),
    ...(together > 1
      ? [
          [
            'attempts',
            `${what} by attempts: up to ${together} of a call fail together (spec.service.retries) and weigh as one, and nothing is called safe`,
          ] as const,
        ]
      : []),
    ...(series > MANY_SERIES
      ? [['series', `${what} reads ${series} series at each check: the metrics server may need long for it`] as const]
      : []),
    ...(share === undefined
      ? []
      : [
          [
            'share',
            `${what} with ${share} % of the requests on the canary, not ${canary.status.canaryWeight ?? 0} %: others call one side by its name, or not all is counted`,
          ] as const,
        ]),
  ];
}

/** How many attempts of a call fail together; 1 where each call counts once, or the Canary says it. */
function clumped({ spec }: Canary, { name, isByAttempt }: CountsFinding): number {
  const metric = comparedMetrics(spec).find((each) => each.name === name);
  return isByAttempt && metric?.compare?.clump === undefined ? 1 + (spec.service.retries?.attempts ?? 0) : 1;
}

/** The canary's share in percent where it is off its weight by more than a fifth of it and a point. */
function shareOff({ spec, status }: Canary, { tables }: CountsFinding): number | undefined {
  const { canary = { n: 0 }, primary = { n: 0 } } = tables[0] ?? {};
  const { canaryWeight: weight = 0 } = status;
  const all = canary.n + primary.n;
  const share = (100 * canary.n) / all;
  const isOff = Math.abs(share - weight) > Math.max(1, weight / 5);
  return strategyOf(spec) === 'canary' && !spec.analysis.sessionAffinity && weight > 0 && all >= ENOUGH && isOff
    ? Number(share.toPrecision(2))
    : undefined;
}

function toldOnce(observed: Observed, kind: string, message: string): Action {
  const { canary } = observed;
  return {
    do: 'event',
    type: 'Warning',
    message,
    id: digest(canary.metadata.uid, revisionId(observed), kind).slice(0, 16),
    isForGood: true,
    phase: canary.status.phase ?? '',
    checksum: checksum(canary),
  };
}
