import { ALL_TO_CANARY, ALL_TO_PRIMARY, split, type Routes } from '@flagger/api';
import { ending } from '../ending.ts';
import { dueAt } from '../interval.ts';
import { nameOf, targetOf } from '../names.ts';
import type { Observed } from '../observed.ts';
import { awaitPods, primaryNotReady } from '../not-ready.ts';
import { awaitRestored } from '../restore.ts';
import { asCopied, isAt, isOtherThanApplied, isUnseen } from '../revision.ts';
import { end } from '../roll-back.ts';
import { primaryServes, safeRoutes } from '../safe-routes.ts';
import { hasSettled, settling } from '../settle.ts';
import { alert, info, route, step, warn, type Step } from '../step.ts';
import { scaler, upkeep } from '../upkeep.ts';
import { isOutOfLine, wantedRoutes } from '../wanted.ts';

/** The primary now runs the new revision: once it is ready, users go back to it. */
export function promote(observed: Observed): Step {
  return overtaken(observed) ?? primaryFailed(observed) ?? shiftBack(observed);
}

/** A newer revision must not get the users that the canary still has, so they leave it at once. */
function overtaken(observed: Observed): Step | undefined {
  const isOther = isAt(observed) && isOtherThanApplied(observed);
  const hasUsers = observed.routes !== undefined && observed.routes.canary > 0;
  return isOther && hasUsers && primaryServes(observed) && wantedRoutes(observed).canary > 0
    ? step([route(ALL_TO_PRIMARY), ending(observed, { canaryWeight: 0 })])
    : undefined;
}

/** If the primary cannot start, only the canary is healthy, so it gets the users. Undefined while the primary is ready. */
export function primaryFailed(observed: Observed): Step | undefined {
  if (!observed.primary) {
    return awaitRestored(observed);
  }
  const notReady = primaryNotReady(observed);
  if (!notReady) {
    return undefined;
  }
  if (notReady.state !== 'stuck') {
    return awaitPods(observed, 'primary', notReady);
  }
  const { canary, routes } = observed;
  const { message } = notReady;
  const users = isAt(observed) && isUnseen(observed) && primaryServes(observed) ? ALL_TO_PRIMARY : ALL_TO_CANARY;
  return end(
    observed,
    [
      ...(routes && routes.canary !== users.canary ? [route(users)] : []),
      warn(observed, message),
      warn(observed, `Promotion of ${targetOf(canary)} failed, primary not ready: ${message}`, { phase: 'Failed' }),
      alert(observed, 'error', `Promotion failed, primary not ready: ${message}`),
    ],
    {
      change: {
        phase: 'Failed',
        canaryWeight: users.canary,
        failedChecks: 0,
        iterations: 0,
        ...(users.canary === 0 && asCopied(observed)),
      },
      routes: users,
    },
  );
}

function shiftBack(observed: Observed): Step {
  const { canary, mesh, now } = observed;
  const { stepWeightPromotion = 0, match = [] } = canary.spec.analysis;
  const canShare = mesh.weights && (match.length === 0 || mesh.sharesOfMatch !== false);
  const wanted = wantedRoutes(observed);
  if (!hasSettled(observed, 'primary')) {
    return settling(observed, 'primary', [...upkeep(observed), ...scaler(observed, true)]);
  }
  if (!canShare || stepWeightPromotion <= 0 || wanted.canary === 0) {
    return handOver(observed);
  }
  if (isOutOfLine(observed, safeRoutes(observed, wanted)) || now < dueAt(observed)) {
    return step(upkeep(observed), now < dueAt(observed) ? { at: dueAt(observed) } : 'change');
  }
  return shifted(observed, split(wanted.canary - stepWeightPromotion));
}

function handOver(observed: Observed): Step {
  const { mesh, canary } = observed;
  const isTold = mesh.weights && !canary.spec.skipAnalysis;
  return step([
    ...(isTold ? [info(observed, 'Routing all traffic to primary')] : []),
    ending(observed, { phase: 'Finalising', canaryWeight: 0, iterations: 0 }),
    ...(mesh.weights ? [route(ALL_TO_PRIMARY)] : []),
  ]);
}

function shifted(observed: Observed, routes: Routes): Step {
  const isLast = routes.canary === 0;
  return step([
    info(observed, `Advance ${nameOf(observed.canary)} primary weight ${routes.primary}`),
    ending(
      observed,
      isLast ? { phase: 'Finalising', canaryWeight: 0, iterations: 0 } : { canaryWeight: routes.canary },
      routes,
    ),
    route(routes),
  ]);
}
