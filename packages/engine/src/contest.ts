import type { Action } from '@flagger/api';
import type { Observed } from './observed.ts';
import { contestedOf } from './repairs.ts';
import { note, warn } from './step.ts';

/**
 * Says in the condition `Contested`, and once as an event, that somebody else keeps changing objects of this canary;
 * takes it back when they stop.
 */
export function toldContest(observed: Observed): readonly Action[] {
  const contested = contestedOf(observed);
  const told = observed.canary.status.conditions?.find(({ type }) => type === 'Contested');
  if (contested.length === 0) {
    return told ? [note({ conditions: { Contested: undefined } })] : [];
  }
  const objects = contested.map(({ what }) => what).join(', ');
  const message = `${objects}: somebody else keeps changing this; it is set back ever more rarely`;
  return told?.message === message
    ? []
    : [
        warn(observed, message),
        note({ conditions: { Contested: { status: 'True', reason: 'ChangedByOthers', message } } }),
      ];
}
