import type { Verb } from '@flagger/api';
import type { CanaryState } from '@flagger/view';

/** What a verb of the command line asks of the operator, and when that has an effect. */
export interface Ask {
  readonly annotation: Verb | 'pause';
  /** The condition by which the operator answers. */
  readonly condition: string;
  /** Done already: a sentence; undefined where there is something to do. */
  readonly isDone: (state: CanaryState) => string | undefined;
  /** Without effect: why; undefined where the operator may do it. */
  readonly refusal: (state: CanaryState) => string | undefined;
  /** What does the same where the operator knows no annotations, as Flagger's own. */
  readonly elsewhere: string;
}

const RUNNING = ['Progressing', 'WaitingPromotion'];

const never = (): undefined => undefined;

const only =
  (phases: readonly string[], why: string) =>
  ({ phase }: CanaryState): string | undefined =>
    phases.includes(phase) ? undefined : `${why}: the phase is ${phase || 'not known yet'}`;

const isPaused = ({ conditions }: CanaryState): boolean =>
  conditions.some(({ type, status }) => type === 'Paused' && status === 'True');

/** Held for more traffic, a canary can be let go on by an approval as well. */
const isHeld = ({ conditions }: CanaryState): boolean =>
  conditions.some(({ type, status }) => type === 'Held' && status === 'True');

const waiting = (state: CanaryState): string | undefined =>
  isHeld(state) || state.checks.some(({ kind, verdict }) => kind === 'webhook' && verdict === 'hold')
    ? undefined
    : only(['Waiting', 'WaitingPromotion'], 'nothing waits for an approval')(state);

const running = (state: CanaryState): string | undefined =>
  isPaused(state) ? 'it is paused: resume it first' : only(RUNNING, 'nothing is being released')(state);

/** The verbs by their names on the command line. */
export const ASKS: Readonly<Record<string, Ask>> = {
  promote: {
    annotation: 'promote',
    condition: 'AskedToPromote',
    isDone: ({ phase }) => (['Promoting', 'Finalising'].includes(phase) ? 'it is being promoted already' : undefined),
    refusal: running,
    elsewhere: 'set spec.skipAnalysis of the Canary to true, and back afterwards',
  },
  'skip-analysis': {
    annotation: 'skip-analysis',
    condition: 'AskedToSkipAnalysis',
    isDone: never,
    refusal: running,
    elsewhere: 'set spec.skipAnalysis of the Canary to true, and back afterwards',
  },
  rollback: {
    annotation: 'abort',
    condition: 'AskedToAbort',
    isDone: ({ phase }) => (phase === 'Failed' ? 'it is rolled back already' : undefined),
    refusal: only(['Waiting', ...RUNNING, 'Promoting', 'Finalising'], 'nothing is being released'),
    elsewhere: 'open the gate of a rollback webhook, or set the target back',
  },
  pause: {
    annotation: 'pause',
    condition: 'Paused',
    isDone: (state) => (isPaused(state) ? 'it is paused already' : undefined),
    refusal: never,
    elsewhere: 'set spec.suspend of the Canary to true',
  },
  resume: {
    annotation: 'pause',
    condition: 'Paused',
    isDone: (state) => (isPaused(state) ? undefined : 'it is not paused'),
    refusal: never,
    elsewhere: 'set spec.suspend of the Canary to false',
  },
  retry: {
    annotation: 'retry',
    condition: 'AskedToRetry',
    isDone: ({ phase }) => (RUNNING.includes(phase) ? 'it is being released already' : undefined),
    refusal: only(['Failed'], 'nothing has failed'),
    elsewhere: 'change the target, e.g. an annotation of its pod template',
  },
  approve: {
    annotation: 'approve',
    condition: 'AskedToApprove',
    isDone: never,
    refusal: waiting,
    elsewhere: 'open the gate that its webhook asks, e.g. by kubectl flagger gate open',
  },
  reject: {
    annotation: 'reject',
    condition: 'AskedToReject',
    isDone: ({ phase }) => (phase === 'Failed' ? 'it is taken back already' : undefined),
    refusal: waiting,
    elsewhere: 'open the gate of a rollback webhook, or set the target back',
  },
};
