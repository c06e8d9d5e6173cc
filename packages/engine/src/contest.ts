import type { Observed } from './observed.ts';
import { note, warn, type Action, type Step } from './step.ts';

/**
 * Says in the condition `Contested`, and once as an event, that somebody else keeps changing objects of this canary;
 * takes it back when they stop.
 */
export function withContest(observed: Observed, step: Step): Step {
  return {
    ...step,
    actions: [
      ...step.actions.filter(({ do: what }) => what !== 'status'),
      ...contest(observed),
      ...step.actions.filter(({ do: what }) => what === 'status'),
    ],
  };
}

function contest(observed: Observed): readonly Action[] {
  const { contested, canary } = observed;
  const told = canary.status.conditions?.find(({ type }) => type === 'Contested');
  if (contested.length === 0) {
    return told ? [note({ conditions: { Contested: undefined } })] : [];
  }
  const message = `${contested.join(', ')}: somebody else keeps changing this; it is set back ever more rarely`;
  return told?.message === message
    ? []
    : [
        warn(observed, message),
        note({ conditions: { Contested: { status: 'True', reason: 'ChangedByOthers', message } } }),
      ];
}
