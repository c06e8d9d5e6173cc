import type { Canary, CanaryStatus, Condition, ConditionChange, Phase, StatusChange } from '@flagger/api';
import type { Kstatus } from './observed.ts';
import { note, type Step } from './step.ts';
import { nextStatus } from './status.ts';

/** A canary whose conditions are told. */
export interface Told {
  readonly canary: Pick<Canary, 'metadata' | 'spec'>;
  readonly status: CanaryStatus;
  /** Undefined: they are not told, and what was told before is taken back. */
  readonly kstatus: Kstatus | undefined;
  /** Whether the target is back at what the primary runs, with all users there. */
  readonly isReverted: boolean;
}

type Changes = Readonly<Record<string, ConditionChange | undefined>>;

const REQUESTED = 'reconcile.fluxcd.io/requestedAt';
const NONE: Changes = { Ready: undefined, Reconciling: undefined, Stalled: undefined };
const AT_REST: readonly Phase[] = ['Initialized', 'Succeeded'];

/**
 * Adds to what a step writes down what kstatus and Flux read of it: the conditions `Ready`, `Reconciling` and `Stalled`,
 * in the same write, and that a request to look at the canary was answered.
 */
export function withKstatus({ actions, ...step }: Step, told: Told): Step {
  let soon = told.status;
  const made = actions.map((action) => {
    if (action.do !== 'status') {
      return action;
    }
    const { conditions, ...fields } = action.status;
    soon = after(told, soon, action.status);
    const changes = differing({ ...told, status: soon });
    soon = after(told, soon, { conditions: changes });
    const all = { ...conditions, ...changes };
    return { ...action, status: { ...fields, ...(Object.keys(all).length > 0 && { conditions: all }) } };
  });
  const missed = made.some((action) => action.do === 'status') ? {} : differing(told);
  const answer = answerTo(told);
  const isNote = Object.keys(missed).length > 0 || answer !== undefined;
  const said: StatusChange = {
    ...(Object.keys(missed).length > 0 && { conditions: missed }),
    ...(answer !== undefined && { lastHandledReconcileAt: answer }),
  };
  return { ...step, actions: isNote ? [...made, note(said)] : made };
}

/** What Flux asked for and was not told to be done; undefined where there is nothing. */
function answerTo({ canary: { metadata }, status, kstatus }: Told): string | undefined {
  const asked = metadata.annotations?.[REQUESTED];
  const isAnswered = !kstatus || asked === status.lastHandledReconcileAt || asked === kstatus.answered;
  return isAnswered ? undefined : asked;
}

function after({ canary: { spec } }: Told, before: CanaryStatus, change: StatusChange): CanaryStatus {
  return nextStatus(before, { change, touch: false, kind: spec.targetRef.kind, now: 0 });
}

/** Of the conditions those that the status has otherwise. */
function differing(told: Told): Changes {
  const { conditions = [] } = told.status;
  const changes = Object.entries(conditionsOf(told)).filter(([type, wanted]) => {
    const known = conditions.find((condition) => condition.type === type);
    return !isSame(known, wanted);
  });
  return Object.fromEntries(changes);
}

const isSame = (known: Condition | undefined, wanted: ConditionChange | undefined): boolean =>
  known?.status === wanted?.status && known?.reason === wanted?.reason && known?.message === wanted?.message;

/** `Reconciling` and `Stalled` are there only while they are true. */
function conditionsOf({ status, kstatus, isReverted }: Told): Changes {
  if (!kstatus) {
    return NONE;
  }
  const { phase = '', conditions = [] } = status;
  const [accepted, promoted] = ['Accepted', 'Promoted'].map((name) => conditions.find(({ type }) => type === name));
  const message = promoted?.message ?? 'The Canary was not looked at yet.';
  if (accepted?.status === 'False') {
    // a target or a config may come with the next apply, a spec needs a person
    const { reason, message: why } = accepted;
    return reason === 'InvalidSpec' ? stalled(reason, why) : reconciling(reason, why);
  }
  if (phase === 'Failed' && isReverted) {
    return ready('Reverted', `The target is back at the promoted revision: ${message}`);
  }
  if (AT_REST.includes(phase)) {
    return ready(phase, message);
  }
  return promoted?.status === 'False' ? stalled(phase, message) : reconciling(phase || 'New', message);
}

const ready = (reason: string, message: string): Changes => ({ ...NONE, Ready: { status: 'True', reason, message } });

const reconciling = (reason: string, message: string): Changes => ({
  ...NONE,
  Ready: { status: 'Unknown', reason, message },
  Reconciling: { status: 'True', reason, message },
});

const stalled = (reason: string, message: string): Changes => ({
  ...NONE,
  Ready: { status: 'False', reason, message },
  Stalled: { status: 'True', reason, message },
});
