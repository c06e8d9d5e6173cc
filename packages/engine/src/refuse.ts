import { describe, type Action, type CanaryStatus, type Problem, type RawCanary, type Target } from '@flagger/api';
import { digest } from './digest.ts';
import { nameOf } from './names.ts';
import type { Observed } from './observed.ts';
import { note, step, warn, type Step } from './step.ts';

/**
 * Refuses a Canary whose spec makes no sense: says what is wrong as an event and a condition, and does nothing else.
 */
export function refuse(canary: RawCanary, status: CanaryStatus, problems: readonly Problem[]): Step {
  const message = problems.map(describe).join('; ');
  const { uid, generation } = canary.metadata;
  const id = digest(uid, generation, message).slice(0, 16);
  const { phase = '', lastAppliedSpec } = status;
  return step([
    {
      do: 'event',
      type: 'Warning',
      message: `Canary ${nameOf(canary)} cannot work: ${message}`,
      id,
      phase,
      checksum: digest(lastAppliedSpec).slice(0, 16),
    },
    ...notAccepted(status, 'InvalidSpec', message),
  ]);
}

/** Tells that there is no target to work with; what runs goes on running as it is. */
export function cannotWork(observed: Observed, target: Exclude<Target, { state: 'found' }>): Step {
  const reason = target.state === 'missing' ? 'TargetMissing' : 'TargetUnusable';
  return step([warn(observed, target.message), ...notAccepted(observed.canary.status, reason, describe(target))]);
}

/** Takes the refusal back once nothing is wrong any more. */
export function acceptAgain({ canary }: Observed): Step | undefined {
  const accepted = canary.status.conditions?.find(({ type }) => type === 'Accepted');
  return accepted?.status === 'False'
    ? step([
        note({
          conditions: {
            Accepted: { status: 'True', reason: 'Accepted', message: 'The spec and the target can be worked with.' },
          },
        }),
      ])
    : undefined;
}

function notAccepted({ conditions }: CanaryStatus, reason: string, message: string): readonly Action[] {
  const told = conditions?.find(({ type }) => type === 'Accepted');
  return told?.status === 'False' && told.message === message
    ? []
    : [note({ conditions: { Accepted: { status: 'False', reason, message } } })];
}
