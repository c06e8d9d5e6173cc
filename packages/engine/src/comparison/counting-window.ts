import {
  parseGoDuration,
  sameRoutes,
  type Action,
  type CanaryStatus,
  type CountingWindow,
  type Routes,
} from '@flagger/api';
import { nextWindow } from '../compare/window.ts';
import type { Observed } from '../observed.ts';
import { safeRoutes } from '../safe-routes.ts';
import { note } from '../step.ts';
import { isOutOfLine, wantedRoutes } from '../wanted.ts';
import { compares } from './compares.ts';

const SECOND = 1000;
const WARM_UP = '30s';
const DELAY_MS = 1000;

/** The seconds that are to be counted now; undefined where nothing is compared, or nothing is to be counted yet. */
export function windowOf(observed: Observed): CountingWindow | undefined {
  const { canary, now, metricsDelayMs = DELAY_MS } = observed;
  const { since, until } = canary.status.analysis ?? {};
  return compares(canary) && since !== undefined
    ? nextWindow({
        now: now / SECOND,
        since: beginning(observed, since),
        until,
        settle: 0,
        delay: metricsDelayMs / SECOND,
      })
    : undefined;
}

/**
 * From when on requests may be counted, in seconds: when proxies know the weights, and what just woke is warm. Where a
 * window was counted already, the weights are as they were, but for a detour since then, as while a check is answered.
 */
function beginning(observed: Observed, firstTraffic: number): number {
  const { canary, settleMs } = observed;
  const warm = firstTraffic + (parseGoDuration(canary.spec.analysis.compare?.warmUp ?? WARM_UP) ?? 0) / SECOND;
  const isFirst = canary.status.analysis?.until === undefined || isOnDetour(observed);
  const changed = isFirst ? changedAt(observed) : seenToChangeAt(observed);
  return Math.max(warm, changed === 0 ? 0 : (changed + settleMs) / SECOND);
}

/** Whether users are past a side without pods, so that the weights are still to be as they are wanted. */
function isOnDetour(observed: Observed): boolean {
  const wanted = wantedRoutes(observed);
  return !sameRoutes(safeRoutes(observed, wanted), wanted);
}

/** When the weights were last changed: the status is written before, the mesh may have taken its time, or takes it still. */
function changedAt(observed: Observed): number {
  const isAwaited = isOutOfLine(observed, safeRoutes(observed, wantedRoutes(observed))) || isOnDetour(observed);
  return isAwaited ? observed.now : Math.max(observed.since, seenToChangeAt(observed));
}

/** When this process last saw routes change, ms since the epoch; those that it made as it began are no older than that. */
const seenToChangeAt = ({ still, reroutedAt = still.routes, routed, watchedSince }: Observed): number =>
  reroutedAt > watchedSince || routed !== undefined ? reroutedAt : 0;

/** Written down where a check failed before anything was counted: the next window is the longer. */
export function keptBeginning(observed: Observed): Pick<CanaryStatus, 'analysis'> {
  const { analysis } = observed.canary.status;
  const isKept = !compares(observed.canary) || analysis?.since === undefined || analysis.until !== undefined;
  return isKept ? {} : { analysis: { ...analysis, until: Math.ceil(beginning(observed, analysis.since)) } };
}

/** Written down with new weights: when the canary got its first traffic, and that nothing was counted at these. */
export function withNewWeights({ canary, now }: Observed, routes: Routes): Pick<CanaryStatus, 'analysis'> {
  if (!compares(canary) || (routes.canary === 0 && !routes.mirrored)) {
    return {};
  }
  const { until: _, since = Math.ceil(now / SECOND), ...rest } = canary.status.analysis ?? {};
  return { analysis: { ...rest, since } };
}

/**
 * Written down where the canary has users already and nobody knows since when, as where comparing is asked for in the
 * middle of a run: nothing is promoted uncompared.
 */
export function begunLate(observed: Observed, { canary: share, mirrored }: Routes): readonly Action[] {
  const { canary, now, forgottenAt } = observed;
  const { analysis, phase } = canary.status;
  const isServed = phase === 'Progressing' && (share > 0 || mirrored);
  const isKnown = analysis?.since !== undefined || forgottenAt !== undefined;
  return compares(canary) && isServed && !isKnown
    ? [note({ analysis: { ...analysis, since: Math.ceil(now / SECOND) } })]
    : [];
}

/** Written down where users are found elsewhere than they are to be: no window spans what is set back now. */
export function cutShort({ canary, now, settleMs }: Observed): readonly Action[] {
  const { analysis } = canary.status;
  const isCounting = compares(canary) && analysis?.until !== undefined && analysis.until < now / SECOND;
  return isCounting ? [note({ analysis: { ...analysis, until: Math.ceil((now + settleMs) / SECOND) } })] : [];
}
