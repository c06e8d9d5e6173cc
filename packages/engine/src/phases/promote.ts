import { ALL_TO_CANARY, ALL_TO_PRIMARY, sameRoutes, split, type Routes } from '@flagger/api';
import { ask, hasSettled, settle } from '../ask.ts';
import { dueAt } from '../interval.ts';
import { nameOf, targetOf } from '../names.ts';
import { awaitPods, primaryNotReady } from '../not-ready.ts';
import { awaitRestored } from '../restore.ts';
import type { WithTarget } from '../revision.ts';
import { end } from '../roll-back.ts';
import { alert, info, route, status, step, warn, type Step } from '../step.ts';
import { scaler, upkeep } from '../upkeep.ts';

/** The primary now runs the new revision: once it is ready, users go back to it. */
export function promote(observed: WithTarget): Step {
  return primaryFailed(observed) ?? shiftBack(observed);
}

/**
 * If the primary cannot start, only the canary is healthy, so it gets the users. Undefined while the primary is
 * ready.
 */
export function primaryFailed(observed: WithTarget): Step | undefined {
  if (!observed.primary) {
    return awaitRestored(observed);
  }
  const notReady = primaryNotReady(observed);
  if (!notReady) {
    return undefined;
  }
  if (notReady.state === 'progressing') {
    return awaitPods(observed, notReady);
  }
  const { canary, routes } = observed;
  const { message } = notReady;
  return end(
    observed,
    [
      ...(routes && !sameRoutes(routes, ALL_TO_CANARY) ? [route(ALL_TO_CANARY)] : []),
      warn(observed, message),
      warn(observed, `Promotion of ${targetOf(canary)} failed, primary not ready: ${message}`),
      alert(observed, 'error', `Promotion failed, primary not ready: ${message}`),
    ],
    { phase: 'Failed', canaryWeight: 100, failedChecks: 0, iterations: 0 },
  );
}

function shiftBack(observed: WithTarget): Step {
  const { canary, routes, mesh, now } = observed;
  const { stepWeightPromotion = 0 } = canary.spec.analysis;
  if (!hasSettled(observed)) {
    return ask(observed, [...upkeep(observed), ...scaler(observed, true)], settle(observed));
  }
  if (!mesh.weights || !routes || stepWeightPromotion <= 0) {
    return handOver(observed);
  }
  const told = canary.status.canaryWeight || routes.canary;
  if (routes.canary < told) {
    return shifted(observed, routes);
  }
  return now < dueAt(observed)
    ? step(upkeep(observed), { at: dueAt(observed) })
    : shifted(observed, split(told - stepWeightPromotion));
}

function handOver(observed: WithTarget): Step {
  const { mesh } = observed;
  return step([
    ...(mesh.weights ? [route(ALL_TO_PRIMARY), info(observed, 'Routing all traffic to primary')] : []),
    status({ phase: 'Finalising', canaryWeight: 0, iterations: 0 }),
  ]);
}

/** Sets what is wanted or, where a crash left the mesh one step ahead of the status, writes down what is there. */
function shifted(observed: WithTarget, routes: Routes): Step {
  return step([
    route(routes),
    info(observed, `Advance ${nameOf(observed.canary)} primary weight ${routes.primary}`),
    routes.canary > 0
      ? status({ canaryWeight: routes.canary })
      : status({ phase: 'Finalising', canaryWeight: 0, iterations: 0 }),
  ]);
}
