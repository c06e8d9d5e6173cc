import type { Action, Answer, CanaryStatus, Routes, Severity, StatusChange, Step } from '@flagger/api';
import { digest } from './digest.ts';
import { checksum, stepId } from './ids.ts';
import type { Observed } from './observed.ts';

export type { Action, Step } from '@flagger/api';

/** Waits for whatever may change. */
export const IDLE: Step = { actions: [], next: 'change' };

export const step = (actions: readonly Action[], next: Step['next'] = 'change'): Step => ({ actions, next });

export const route = (routes: Routes): Action => ({ do: 'route', routes });

/** Ends a check that moves nobody: moves the time from which the next check is due. */
export const status = (change: StatusChange): Action => ({ do: 'status', status: change, touch: true });

/** Writes something down about a step that goes on. */
export const note = (change: StatusChange): Action => ({ do: 'status', status: change, touch: false });

/** What the status will be when the event is heard of, where that is not what it is now. */
type Soon = Pick<CanaryStatus, 'phase' | 'lastAppliedSpec' | 'trackedConfigs'>;

export const info = (observed: Observed, message: string, soon?: Soon): Action =>
  told(observed, { type: 'Normal', message }, soon);

export const warn = (observed: Observed, message: string, soon?: Soon): Action =>
  told(observed, { type: 'Warning', message }, soon);

export const alert = (observed: Observed, severity: Severity, message: string): Action => ({
  do: 'alert',
  severity,
  message,
  isDetailed: false,
  id: idOf(observed, severity + message),
});

/** An alert that goes with what the run is about: its target, its deadline, its way of routing. */
export const detailedAlert = (observed: Observed, message: string): Action => ({
  do: 'alert',
  severity: 'info',
  message,
  isDetailed: true,
  id: idOf(observed, message),
});

/** What judging an answer had to say, as events. */
export const says = (observed: Observed, answer: Answer, soon?: Soon): readonly Action[] =>
  answer.says.map((each) => told(observed, each, soon));

function told(observed: Observed, { type, message }: Answer['says'][number], soon: Soon = {}): Action {
  const { canary } = observed;
  const { phase = '' } = { ...canary.status, ...soon };
  return {
    do: 'event',
    type,
    message,
    id: idOf(observed, message),
    phase,
    checksum: checksum({ ...canary, status: { ...canary.status, ...soon } }),
  };
}

const idOf = (observed: Observed, text: string): string => digest(stepId(observed), text).slice(0, 16);
