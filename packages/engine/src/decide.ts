import type { Phase } from '@flagger/api';
import { toldAdvice } from './advice.ts';
import { triedAgain } from './comparison/forgotten.ts';
import { toldContest } from './contest.ts';
import { finalizer } from './finalizer.ts';
import { keptOnFormer } from './former-primary.ts';
import { fromFlagger, takenOver } from './from-flagger.ts';
import { adopting, inheritance } from './inherited.ts';
import { withKstatus } from './kstatus.ts';
import { leavingFormer, moved } from './moved.ts';
import type { Observed } from './observed.ts';
import { givenUpAt, obstructed, obstructionOf } from './obstruction.ts';
import { onlyCanaryServes } from './only-canary-serves.ts';
import { otherTarget } from './other-target.ts';
import { awaitRevision } from './phases/await-revision.ts';
import { finalize } from './phases/finalize.ts';
import { finish } from './phases/finish.ts';
import { initialize } from './phases/initialize.ts';
import { progress } from './phases/progress.ts';
import { promote } from './phases/promote.ts';
import { toldReady } from './pods.ts';
import { toldObstruction } from './refuse.ts';
import { earliest, paced } from './repairs.ts';
import { isAt, type WithTarget } from './revision.ts';
import { rollingBack } from './roll-back.ts';
import { safe } from './safe-routes.ts';
import { withScalers } from './scalers.ts';
import { stillFailing } from './still-failing.ts';
import { withoutTheirs } from './taken-services.ts';
import { IDLE, info, note, status, step, type Action, type Step } from './step.ts';
import { unfinishedPromotion } from './unfinished-promotion.ts';
import { abandonedPromotion } from './verbs/abort.ts';
import { paused } from './verbs/paused.ts';
import { people, toldPeople } from './verbs/people.ts';
import { isWhollyPromoted } from './wholly-promoted.ts';

type Rule = (observed: Observed) => Step | undefined;

/** What must hold in every phase, most urgent first; the first one with an answer decides. */
const RULES: readonly Rule[] = [
  otherTarget,
  fromFlagger,
  unfinishedPromotion,
  people,
  abandonedPromotion,
  onlyCanaryServes,
  moved,
  rollingBack,
  paused,
  obstructed,
  (observed) => PHASES[observed.canary.status.phase ?? ''](observed),
];

/** The life of a canary: which rule speaks in which phase. */
const PHASES: Record<Phase, Rule> = {
  '': begin,
  Initializing: withTarget(initialize),
  Initialized: withTarget(awaitRevision),
  Waiting: withTarget(awaitRevision),
  Progressing: withTarget(progress),
  WaitingPromotion: withTarget(progress),
  Promoting: promote,
  Finalising: finish,
  Succeeded: withTarget(awaitRevision),
  Failed: withTarget(awaitRevision),
  Terminating: () => IDLE,
  Terminated: () => IDLE,
};

function begin(observed: Observed): Step {
  const first = { phase: 'Initializing', canaryWeight: 0, failedChecks: 0, iterations: 0 } as const;
  return step([status({ ...first, ...inheritance(observed) })]);
}

/** Decides what happens next to a canary. Pure: the same observation gives the same step. */
export function decide(seen: Observed): Step {
  const observed = { ...seen, failing: stillFailing(seen) };
  if (observed.canary.metadata.deletionTimestamp) {
    return led(observed, finalize(observed));
  }
  const { actions, ...rest } = alive(observed);
  const before = [...finalizer(observed), ...adopting(observed)];
  const decided = { ...rest, actions: [...before, ...actions, ...looked(observed)] };
  return observed.canary.spec.suspend ? decided : readable(observed, decided);
}

/** Users are led as it is safe, and only those that this Canary leads. */
const led = (observed: Observed, decided: Step): Step =>
  paced(observed, safe(observed, withoutTheirs(observed, leavingFormer(observed, decided))));

/** What tools read that know conditions and no phases. */
function readable(observed: Observed, decided: Step): Step {
  const { canary, kstatus, routes } = observed;
  const isReverted = isAt(observed) && isWhollyPromoted(observed) && (routes?.canary ?? 0) === 0;
  return withKstatus(decided, { canary, status: canary.status, kstatus, isReverted });
}

/** Says which spec was looked at, where the status says an older one; everything else that is written says it as well. */
function looked({ canary: { metadata, status: known } }: Observed): readonly Action[] {
  const { generation } = metadata;
  const isOlder = known.observedGeneration !== undefined && known.observedGeneration !== generation;
  return isOlder && generation !== undefined ? [note({ observedGeneration: generation })] : [];
}

function alive(observed: Observed): Step {
  const { canary } = observed;
  if (canary.spec.suspend) {
    // what Flagger left is noted at once: who releases meanwhile, releases it once this is resumed
    const noted = [...takenOver(observed), ...toldPeople(observed)];
    return step([...noted, info(observed, 'skipping canary run as object is suspended')]);
  }
  if (observed.isSecond) {
    return second(observed);
  }
  for (const rule of RULES) {
    const decided = rule(observed);
    if (decided) {
      return led(observed, withScalers(observed, told(observed, keptOnFormer(observed, decided))));
    }
  }
  return IDLE;
}

/** Another Canary is at work on the same objects: nothing is written but that this one is refused. */
const second = (observed: Observed): Step =>
  step([...toldPeople(observed), ...toldObstruction(observed, obstructionOf(observed))]);

/** Answers people and says what stops a canary beside what is done, and looks again when that lasts too long. */
function told(observed: Observed, decided: Step): Step {
  const obstruction = obstructionOf(observed);
  const again = triedAgain(observed);
  const says = [
    ...toldObstruction(observed, obstruction),
    ...toldContest(observed),
    ...toldAdvice(observed),
    ...toldReady(observed),
    ...again.actions,
  ];
  return {
    ...decided,
    actions: [...toldPeople(observed), ...decided.actions, ...says],
    next: earliest(observed, [
      decided.next,
      { at: givenUpAt(observed) },
      { at: observed.uninstalled?.againAt ?? Infinity },
      { at: again.at },
    ]),
  };
}

function withTarget(rule: (observed: WithTarget) => Step): Rule {
  return (observed) => (isAt(observed) ? rule(observed) : IDLE);
}
