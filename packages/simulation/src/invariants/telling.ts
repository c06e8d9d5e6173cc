import { intervalMs, type Canary } from '@flagger/api';
import { specOf, type Facts } from '../facts.ts';
import type { Mesh } from '../meshes.ts';
import { stageOf, type Stage } from '../stage.ts';
import { leftOut } from './asked.ts';
import { onStatus, type Invariant } from './invariant.ts';

export const events: Invariant = {
  name: 'no event is lost',
  holds:
    'What a status says has been told by an event before it is written, or the server refused that event, and it is told later by whoever lives on.',
  applied: onStatus((write, facts) => {
    const isSkipped = specOf(write.canary).skipAnalysis === true || leftOut(write.canary) === 'PromoteNow';
    const mesh = facts.meshes.of(write.canary);
    const wanted = eventOf({ before: stageOf(write.before), after: stageOf(write.after), isSkipped, mesh }, facts);
    return wanted && !facts.step.messages.some((message) => wanted.test(message))
      ? `no event says ${String(wanted)}`
      : undefined;
  }),
};

interface Passage {
  readonly before: Stage;
  readonly after: Stage;
  readonly isSkipped: boolean;
  readonly mesh: Mesh;
}

/** What must have been told before the status goes from one stage to the other. */
function eventOf({ before, after, isSkipped, mesh }: Passage, { step }: Facts): RegExp | undefined {
  if (before.phase !== after.phase) {
    const isReverted =
      after.phase === 'Succeeded'
      && before.phase !== 'Finalising'
      && step.messages.some((message) => message.includes('set back'));
    if (isReverted) {
      return undefined;
    }
    if (after.phase === 'Finalising') {
      return mesh.provider.capabilities.weights && !isSkipped ? /all traffic to primary|primary weight 100/ : undefined;
    }
    return after.phase === 'Progressing' ? beginning(before) : EVENTS[after.phase];
  }
  if (after.failedChecks > before.failedChecks) {
    return /^Halt|failed|no values/i;
  }
  if (after.phase !== 'Progressing') {
    return undefined;
  }
  if (after.weight > before.weight) {
    return new RegExp(`canary weight ${after.weight}$`);
  }
  const isSwitch = after.iterations > before.iterations && !mesh.provider.capabilities.weights;
  return after.iterations > before.iterations && !isSwitch ? /canary iteration|all traffic to canary/ : undefined;
}

/** Who waited for promotion goes on where an edit has added steps. */
const beginning = (before: Stage): RegExp => (before.phase === 'WaitingPromotion' ? BEGINS_OR_GOES_ON : BEGINS);

const BEGINS = /^New revision detected!|Restarting analysis for/;
const BEGINS_OR_GOES_ON = /^New revision detected!|Restarting analysis for|^Advance /;

const EVENTS: Readonly<Record<string, RegExp>> = {
  Initialized: /^Initialization done!/,
  Waiting: /waiting for approval/,
  WaitingPromotion: /waiting for promotion approval/,
  Promoting: /^Copying .* template spec to|^Retry .* asked by .*: copying .* template spec to .* again$/,
  Succeeded: /^Promotion completed!/,
  Failed: /^Canary failed!|^Promotion of .* (failed|aborted)|^(Abort|Reject) .* is not released$/,
};

export const once: Invariant = {
  name: 'nothing is told twice',
  holds: 'The same event about the same step has one name, in every life of the operator.',
  told({ id, message }, write, facts) {
    // what a failed turn says is named after that failure; what was refused may be about a former step
    if (write.isExplaining || facts.untold.has(id)) {
      return undefined;
    }
    const before = facts.step.eventIds.get(`${facts.stepNow(write)} ${write.canary?.metadata.generation} ${message}`);
    return before !== undefined && before !== id ? `"${message}" is told as ${before} and as ${id}` : undefined;
  },
};

export const asking: Invariant = {
  name: 'nothing is asked twice under another name',
  holds:
    'A hook or check that is asked again in the same step and session has the same id, and sessions begin an interval apart.',
  asked({ question, canary, at, step }, facts) {
    const inStep = facts.step.asked.filter((other) => other.step === step);
    const same = inStep.filter((other) => other.question.what === question.what);
    const [earliest] = inStep;
    if (!earliest) {
      return undefined;
    }
    const isPolled = [canary, ...same.map((other) => other.canary)].some(isWaiting);
    const intervals = [canary, ...inStep.map((other) => other.canary)].map(intervalOf);
    const interval = Math.min(...intervals);
    // who waits goes on after a restart with the number of the intervals, which need not begin with the first asking
    // the first look at pods may come late, the second keeps its time
    const isLook = question.what === 'target-pods' || question.what === 'primary-pods';
    const isEdited = isLook && new Set(intervals).size > 1;
    const polls = (isPolled || isLook ? 2 : 1) + (isEdited ? 1 : 0) + Math.floor((at - earliest.at) / interval);
    const ids = new Set([question, ...same.map((other) => other.question)].map(({ id }) => id));
    return ids.size > polls ? `${question.what} is asked under ${ids.size} ids in ${polls} polls` : undefined;
  },
};

const intervalOf = ({ spec }: Canary): number => intervalMs(spec.analysis);

const isWaiting = ({ status: { phase = '', conditions = [] } }: Canary): boolean =>
  phase.startsWith('Waiting')
  || conditions.some(({ type }) => type === 'Paused')
  || conditions.some(({ type, status }) => type === 'Held' && status === 'True');
