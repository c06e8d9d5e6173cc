import { describe, type Action, type CanaryStatus, type Problem, type RawCanary } from '@flagger/api';
import { forgottenMemory } from './comparison/forgotten.ts';
import { digest } from './digest.ts';
import { isHeld, letGo } from './finalizer.ts';
import type { Observed } from './observed.ts';
import { obstructionText, type Obstruction } from './obstruction.ts';
import { nameOf } from './names.ts';
import { lostForGood } from './lost-configs.ts';
import { IDLE, note, step, warn, type Step } from './step.ts';

/**
 * Refuses a Canary that cannot even be read: says what is wrong as an event and a condition, and does nothing else.
 * One that is deleted is held only where it is to give everything back, until it can be read or that is taken back.
 */
export function refuse(canary: RawCanary, status: CanaryStatus, problems: readonly Problem[]): Step {
  if (!canary.metadata.deletionTimestamp) {
    return step(refusal(canary, status, problems));
  }
  if (!isHeld(canary)) {
    return IDLE;
  }
  return step(status.phase && isToRevert(canary.spec) ? refusal(canary, status, problems) : [letGo]);
}

const isToRevert = (spec: unknown): boolean =>
  typeof spec === 'object' && spec !== null && 'revertOnDeletion' in spec && spec.revertOnDeletion === true;

/** Says what stops a canary, as an event and a condition, and takes it back when it is gone. */
export function toldObstruction(observed: Observed, obstruction: Obstruction | undefined): readonly Action[] {
  const { canary, refusal: refused, target } = observed;
  const isFailed = obstruction?.kind === 'action' && lasts(observed, obstruction);
  const failed =
    isFailed || obstruction?.kind === 'mesh' || obstruction?.kind === 'uninstalled' ? obstruction : undefined;
  if (refused) {
    return refusal(canary, canary.status, refused.problems);
  }
  const forgotten = forgottenMemory(observed);
  if (forgotten) {
    return refusal(canary, canary.status, [forgotten.problem]);
  }
  if (target.state !== 'found') {
    const reason = target.state === 'missing' ? 'TargetMissing' : 'TargetUnusable';
    const written = notAccepted(canary.status, reason, describe(target));
    return written.length > 0 ? [warn(observed, target.message), ...written] : [];
  }
  return failed?.problem
    ? refusal(canary, canary.status, [failed.problem])
    : [...accepted(canary.status), ...condition(observed, failed)];
}

/** It stops nothing now, but the primary once its pods have to start anew. */
function lost(observed: Observed): Obstruction | undefined {
  const message = lostForGood(observed);
  return message === undefined ? undefined : { kind: 'config', message, since: observed.now };
}

/** What fails once may do at the next try, and is not worth an event. */
const lasts = ({ now }: Observed, { since }: Obstruction): boolean => now - since >= 1000;

function refusal(canary: RawCanary, status: CanaryStatus, problems: readonly Problem[]): readonly Action[] {
  const message = problems.map(describe).join('; ');
  const { uid, generation } = canary.metadata;
  const { phase = '', lastAppliedSpec } = status;
  const event = {
    type: 'Warning',
    message: `Canary ${nameOf(canary)} cannot work: ${message}`,
    id: digest(uid, generation, message).slice(0, 16),
    phase,
    checksum: digest(lastAppliedSpec).slice(0, 16),
  } as const;
  const written = notAccepted(status, 'InvalidSpec', message);
  return written.length > 0 ? [{ do: 'event', ...event }, ...written] : [];
}

/** Takes the refusal back once nothing is wrong any more. */
function accepted({ conditions }: CanaryStatus): readonly Action[] {
  const told = conditions?.find(({ type }) => type === 'Accepted');
  const message = 'The spec and the target can be worked with.';
  return told?.status === 'False'
    ? [note({ conditions: { Accepted: { status: 'True', reason: 'Accepted', message } } })]
    : [];
}

function notAccepted({ conditions }: CanaryStatus, reason: string, message: string): readonly Action[] {
  const told = conditions?.find(({ type }) => type === 'Accepted');
  return told?.status === 'False' && told.message === message
    ? []
    : [note({ conditions: { Accepted: { status: 'False', reason, message } } })];
}

/** At an initialisation an event says what Flagger does. */
const isAtFirst = ({ canary: { status } }: Observed): boolean => ['', 'Initializing'].includes(status.phase ?? '');

const REASONS: Partial<Readonly<Record<Obstruction['kind'], string>>> = {
  mesh: 'RoutesNotTaken',
  config: 'ConfigLost',
  uninstalled: 'NotInstalled',
};

function condition(observed: Observed, failed: Obstruction | undefined): readonly Action[] {
  const obstruction = failed ?? lost(observed);
  const told = observed.canary.status.conditions?.find(({ type }) => type === 'Obstructed');
  if (!obstruction) {
    return told ? [note({ conditions: { Obstructed: undefined } })] : [];
  }
  const { kind, isUninstalled } = obstruction;
  const reason = REASONS[isUninstalled ? 'uninstalled' : kind] ?? 'ActionFailed';
  const message = obstructionText(obstruction);
  const isTold = told?.message === message;
  return isTold
    ? []
    : [
        warn(observed, isAtFirst(observed) ? obstruction.message : message),
        note({ conditions: { Obstructed: { status: 'True', reason, message } } }),
      ];
}
