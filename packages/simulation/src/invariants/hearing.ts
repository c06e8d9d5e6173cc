import { intervalMs } from '@flagger/api';
import { at, imageOf, isReady, listOf, textAt } from '@flagger/simulated-cluster';
import { specOf, type Facts } from '../facts.ts';
import type { Outside } from '../outside.ts';
import type { Answered } from '../step-facts.ts';
import { isPaused } from './asked.ts';
import type { Invariant } from './invariant.ts';
import { hasCondition, isUnderWay, readable, working } from './lasting.ts';

const MINUTE = 60_000;

/** Requests that are slow or fail now and then, and news that is late, ms. */
const TROUBLE_MS = 30_000;

/** Questions that may lie between two askings of a rollback hook. */
const BETWEEN = 6;

export const heard: Invariant = {
  name: 'a rollback hook is heard',
  holds:
    'A run whose rollback hook says yes is rolled back within two intervals and what its answers take, whatever holds or obstructs it.',
  lasts(world) {
    const found = working(world);
    const { outside, facts } = world;
    if (!found || !outside.wantsRollback || !isUnderWay(found.stage.phase) || !isReady(found.primary)) {
      return undefined;
    }
    const { canary, stage, target } = found;
    const spec = readable(canary)?.spec;
    const isAnother = facts.revisions.get(stage.applied) !== imageOf(target) || facts.hasNewConfig;
    const isOther = target !== undefined && (!isReady(target) || isAnother);
    if (!hasHook(canary, 'rollback') || spec?.skipAnalysis || hasCondition(canary, 'RollingBack') || isOther) {
      return undefined;
    }
    const interval = spec ? intervalMs(spec.analysis) : MINUTE;
    const ms = TROUBLE_MS + 2 * interval + BETWEEN * slowest(outside);
    return { what: 'the rollback hook says yes', ms };
  },
};

const hasHook = (canary: { readonly spec?: unknown }, type: string): boolean =>
  listOf(at(specOf(canary), 'analysis', 'webhooks')).some((hook) => textAt(hook, 'type') === type);

/** What an answer takes at most, ms. */
const slowest = ({ takes, slow }: Outside): number => takes?.most ?? (slow > 0 ? MINUTE : 1000);

/** So often a question may be asked again in a step after good answers, as when a status could not be written. */
const AGAIN = 4;

export const goingOn: Invariant = {
  name: 'what was answered counts',
  holds: 'A step whose questions were all answered well is taken, however long the answers take.',
  lasts(world) {
    const found = working(world);
    const { facts, weather } = world;
    const { canary } = found ?? {};
    const isHeld = isPaused(canary) || isHeldByComparison(canary);
    const isStopped = hasCondition(canary, 'Obstructed') || isRefused(canary) || isHeld || weather.isForbidding;
    const isEdited = facts.step.isSpecEdited || facts.step.isRouteEdited;
    if (!found || !isUnderWay(found.stage.phase) || isStopped || isEdited) {
      return undefined;
    }
    const arePodsReady = [found.primary, found.target].every((each) => isReady(each));
    return arePodsReady && goodAnswers(facts) > AGAIN
      ? { what: `the same question was answered well more than ${AGAIN} times in one step`, ms: TROUBLE_MS }
      : undefined;
  },
};

/** At the last weight a comparison may need more requests. */
const isHeldByComparison = (canary: object | undefined): boolean =>
  listOf(at(canary, 'status', 'conditions')).some(
    (each) => textAt(each, 'type') === 'Held' && textAt(each, 'reason').startsWith('Comparison'),
  );

const isRefused = (canary: object | undefined): boolean =>
  listOf(at(canary, 'status', 'conditions')).some(
    (each) => textAt(each, 'type') === 'Accepted' && textAt(each, 'status') === 'False',
  );

/**
 * How often the question that was answered most was answered in this step by now, if every answer was good. What was
 * asked about another revision or spec, while that stopped the run, was of another step: the names of questions tell.
 * Who is obstructed asks the rollback hook alone, again and again.
 */
function goodAnswers({ step, bornAt }: Facts): number {
  const stepIn = ({ question }: Answered): string => question.id.replace(/\..*/, '');
  const last = step.answered.at(-1);
  const answers = step.answered.filter(
    (each) => each.at >= bornAt && last && stepIn(each) === stepIn(last) && !hasCondition(each.canary, 'Obstructed'),
  );
  if (answers.some(({ question, verdict }) => verdict !== (question.what === 'rollback' ? 'no' : 'yes'))) {
    return 0;
  }
  const times = new Map<string, number>();
  answers.forEach(({ question: { what } }) => times.set(what, (times.get(what) ?? 0) + 1));
  return Math.max(0, ...times.values());
}
