import { type KubeObject, parseGoDuration } from '@flagger/api';
import { type CanaryState, canaryStatus, isOfOtherOperator, type SeenCheck } from './canary-status.ts';
import { fieldsOf, textOf } from './fields.ts';
import { type Obstacle, obstaclesOf } from './obstacle.ts';
import { toldOf } from './told.ts';

/** Why a canary is where it is. */
export interface Why {
  /** One paragraph with all of it. */
  readonly text: string;
  readonly phase: string;
  /** What it waits for, a sentence each. */
  readonly waitsFor: readonly string[];
  readonly checks: readonly SeenCheck[];
  /** When it is tried again, RFC 3339; absent where nothing is due. */
  readonly nextTry?: string;
  /** What a person can do, a sentence each. */
  readonly advice: readonly string[];
}

/**
 * Why a canary is where it is, by its status; where that has no checks, as with Flagger's own operator, by its events.
 * `now` is in ms since the epoch.
 */
export function why(canary: KubeObject, now: number, events: readonly KubeObject[] = []): Why {
  const state = canaryStatus(canary);
  const obstacles = obstaclesOf(canary);
  const isDecided = obstacles.some(isRollingBack);
  const gates = state.checks.filter(({ verdict, kind }) => kind === 'webhook' && verdict === 'hold');
  const failed = state.checks.filter(({ verdict }) => verdict === 'fail');
  const isStill = obstacles.some(stands) || (gates.length === 0 && obstacles.some(isObstructed));
  const waits = isStill ? [] : waitOf(state, gates);
  const heard = state.checks.length === 0 && isGoing(state) ? warning(events) : [];
  const waitsFor = [...obstacles.map(({ says }) => sentence(says)), ...waits, ...heard];
  const nextTry = isStill ? undefined : nextOf(canary, state);
  const advice = [...obstacles.map((each) => each.advice), ...(isDecided ? [] : adviceOf(state, gates))];
  const text = [
    where(state),
    ...waitsFor,
    ...state.checks.map(checkSentence),
    ...(isGoing(state) && !isDecided && failed.length > 0 ? [failing(state)] : []),
    ...(nextTry === undefined ? [] : [due(nextTry, now)]),
    ...advice,
  ].join(' ');
  return {
    text,
    phase: state.phase,
    waitsFor,
    checks: state.checks,
    ...(nextTry !== undefined && { nextTry }),
    advice,
  };
}

/** Obstacles that no interval ends. */
const stands = ({ condition }: Obstacle): boolean =>
  ['RollingBack', 'Accepted', 'Paused', 'Suspended'].includes(condition);

const isRollingBack = ({ condition }: Obstacle): boolean => condition === 'RollingBack';

/** When it goes on is not known from the interval. */
const isObstructed = ({ condition }: Obstacle): boolean => condition === 'Obstructed';

/** What was said last, where it is a warning. */
function warning(events: readonly KubeObject[]): readonly string[] {
  const last = toldOf(events).at(-1);
  return last?.type === 'Warning' ? [sentence(`The last event says: ${last.message}`)] : [];
}

const isGoing = ({ phase }: CanaryState): boolean =>
  ['Progressing', 'Waiting', 'WaitingPromotion', 'Promoting', 'Finalising'].includes(phase);

const PLACES: Readonly<Record<string, (state: CanaryState) => string>> = {
  '': () => 'has not been looked at by any operator',
  Initializing: () => 'is being initialised: its primary is made, and then serves all users',
  Initialized: ({ target }) => `is initialised and has nothing to release: it waits for a change of ${target.name}`,
  Waiting: () => 'has a new revision that is not released before somebody approves it',
  Progressing: ({ step, weight, way }) =>
    `releases a new revision, step ${step.done} of ${step.of}${way === 'weights' ? `, with ${weight} % of the traffic` : ''}`,
  WaitingPromotion: () => 'has passed its analysis and is not promoted before somebody approves it',
  Promoting: () => 'has passed its analysis, and the primary gets the new revision',
  Finalising: () => 'is promoted, and the last users go back to the primary',
  Succeeded: () => 'has released its last revision: the primary runs it',
  Failed: (state) =>
    isLeftToTarget(state)
      ? `could not finish its last promotion: a mesh has led all users to ${state.target.name}, the target; without one they are on what serves of the primary`
      : 'has taken its last revision back: all users are on the primary',
};

/** The promotion failed, or was aborted, when the primary was overwritten already. */
const isLeftToTarget = ({ phase, weight }: CanaryState): boolean => phase === 'Failed' && weight === 100;

function where(state: CanaryState): string {
  const place = PLACES[state.phase]?.(state) ?? `is in the phase ${state.phase}`;
  return `${state.name}.${state.namespace} ${place}.`;
}

function waitOf({ phase, step }: CanaryState, gates: readonly SeenCheck[]): readonly string[] {
  if (gates.length > 0) {
    return gates.map(({ name, type = '' }) => `It waits for the gate ${name} (${type}), which is closed.`);
  }
  switch (phase) {
    case 'Waiting':
    case 'WaitingPromotion':
      return ['It waits for an approval.'];
    case 'Progressing':
      return [step.done === 0 ? 'It waits for its first check.' : 'It waits for its next check.'];
    case 'Initializing':
    case 'Promoting':
      return ['It waits until the pods of the primary are ready.'];
    default:
      return [];
  }
}

function checkSentence({ kind, name, verdict, value, threshold, message, query }: SeenCheck): string {
  const found = kind === 'metric' && value !== undefined ? `${value}, allowed is ${threshold ?? 'anything'}` : message;
  const asked = query === undefined ? '' : ` (asked: ${query.replace(/\s+/g, ' ')})`;
  return sentence(`${VERDICTS[verdict] ?? verdict} ${kind} ${name}: ${found}${asked}`);
}

const VERDICTS: Readonly<Record<string, string>> = { pass: 'Passed', fail: 'Failed', hold: 'Open' };

function failing({ failedChecks: { count, of } }: CanaryState): string {
  const left = Math.max(0, of - count);
  return `${count} of ${of} failed checks: ${left === 0 ? 'it is rolled back' : `${left} more and it is rolled back`}.`;
}

/** A check begins an interval after the status was written last. */
function nextOf(canary: KubeObject, { phase, since }: CanaryState): string | undefined {
  const { analysis, canaryAnalysis } = fieldsOf(canary.spec);
  const interval = parseGoDuration(textOf(fieldsOf(analysis ?? canaryAnalysis).interval) ?? '60s');
  const from = since === undefined ? Number.NaN : Date.parse(since);
  return interval === undefined || Number.isNaN(from) || !['Progressing', 'Waiting', 'WaitingPromotion'].includes(phase)
    ? undefined
    : new Date(from + interval).toISOString().replace(/\.\d+Z$/, 'Z');
}

function due(time: string, now: number): string {
  const seconds = Math.round((Date.parse(time) - now) / 1000);
  return seconds > 0 ? `It is tried again in ${seconds} s.` : 'It is due to be tried again now.';
}

function adviceOf(state: CanaryState, gates: readonly SeenCheck[]): readonly string[] {
  const { name, namespace, phase } = state;
  const of = `${name} -n ${namespace}`;
  if (isOfOtherOperator(state)) {
    return ELSEWHERE[phase] ?? [];
  }
  if (gates.length > 0 || phase === 'Waiting' || phase === 'WaitingPromotion') {
    return [`\`kubectl flagger approve ${of}\` lets it go on, \`kubectl flagger reject ${of}\` takes it back.`];
  }
  switch (phase) {
    case '':
      return [`\`kubectl flagger check\` says whether an operator runs.`];
    case 'Failed':
      return [
        `\`kubectl flagger retry ${of}\` ${isLeftToTarget(state) ? 'promotes' : 'tries'} the same revision again; a changed one is tried by itself.`,
      ];
    default:
      return [];
  }
}

const GATE = 'It goes on when its webhook says yes: `kubectl flagger gate open` opens the gate of a load tester.';

/** Flagger's own operator knows no verbs. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  Waiting: [GATE],
  WaitingPromotion: [GATE],
  Failed: ['A changed revision is tried by itself; for the same one, change an annotation of its pod template.'],
};

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
