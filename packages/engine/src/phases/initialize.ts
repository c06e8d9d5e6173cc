import { ALL_TO_PRIMARY, type Action } from '@flagger/api';
import { answerTo, ask, hasSettled, settle } from '../ask.ts';
import { flaggerId } from '../ids.ts';
import { nameOf } from '../names.ts';
import { primaryNotReady } from '../not-ready.ts';
import { asApplied, type WithTarget } from '../revision.ts';
import { toPrimary } from '../roll-back.ts';
import { detailedAlert, info, says, status, step, warn, type Step } from '../step.ts';
import { scaler } from '../upkeep.ts';

const ONLINE = { what: 'metrics-online' } as const;

/** Creates the primary and, once it is ready, moves the apex service and the mesh onto it. */
export function initialize(observed: WithTarget): Step {
  const isAnalysed = observed.canary.spec.skipAnalysis !== true;
  const online = answerTo(observed, ONLINE);
  const made: readonly Action[] = [
    { do: 'prepareMesh' },
    { do: 'ensureServices' },
    ...(online ? says(observed, online) : []),
    { do: 'ensurePrimary', flaggerId: flaggerId(observed) },
  ];
  const notReady = primaryNotReady(observed);
  const actions = observed.primary && notReady ? [...made, warn(observed, notReady.message)] : made;
  if (isAnalysed && !online) {
    return ask(observed, actions, ONLINE);
  }
  return notReady ? step(actions) : moveIn(observed, made);
}

function moveIn(observed: WithTarget, made: readonly Action[]): Step {
  const { canary } = observed;
  const moved: readonly Action[] = [
    ...made,
    ...scaler(observed, false),
    { do: 'ensureApex' },
    { do: 'ensureRoutes', expected: ALL_TO_PRIMARY },
    ...toPrimary(observed),
  ];
  if (!hasSettled(observed)) {
    return ask(observed, moved, settle(observed));
  }
  return step([
    ...moved,
    { do: 'scaleTarget', to: 'zero' },
    info(observed, `Initialization done! ${nameOf(canary)}`, { phase: 'Initialized', ...initialRevision(observed) }),
    detailedAlert(observed, `New ${canary.spec.targetRef.kind} detected, initialization completed.`),
    status({ phase: 'Initialized', canaryWeight: 0, failedChecks: 0, iterations: 0, ...initialRevision(observed) }),
  ]);
}

/**
 * A primary that was not copied from what the target is now has never been analysed against it: the first run does
 * that.
 */
function initialRevision(observed: WithTarget) {
  const { primary, target } = observed;
  if (primary?.flaggerId !== flaggerId(observed) && !target.isPromoted) {
    return { trackedConfigs: {} };
  }
  return { ...asApplied(observed), lastPromotedSpec: target.workload.revision };
}
