import type { Action, Answer, Routes, Severity, StatusChange, Step } from '@flagger/api';
import { digest } from './digest.ts';
import { stepId } from './ids.ts';
import type { Observed } from './observed.ts';

export type { Action, Step } from '@flagger/api';

/** Waits for whatever may change. */
export const IDLE: Step = { actions: [], next: 'change' };

export const step = (actions: readonly Action[], next: Step['next'] = 'change'): Step => ({ actions, next });

export const route = (routes: Routes): Action => ({ do: 'route', routes });

/** Ends a step or a check: moves the time from which the next check is due. */
export const status = (change: StatusChange): Action => ({ do: 'status', status: change, touch: true });

/** Writes something down about a step that goes on. */
export const note = (change: StatusChange): Action => ({ do: 'status', status: change, touch: false });

export const info = (observed: Observed, message: string): Action => told(observed, 'Normal', message);

export const warn = (observed: Observed, message: string): Action => told(observed, 'Warning', message);

export function alert(observed: Observed, severity: Severity, message: string): Action {
  const isDetailed = severity === 'info' && /detected|new revision/i.test(message);
  return { do: 'alert', severity, message, isDetailed, id: idOf(observed, severity + message) };
}

/** What judging an answer had to say, as events. */
export const says = (observed: Observed, answer: Answer): readonly Action[] =>
  answer.says.map(({ type, message }) => told(observed, type, message));

function told(observed: Observed, type: 'Normal' | 'Warning', message: string): Action {
  return { do: 'event', type, message, id: idOf(observed, message) };
}

const idOf = (observed: Observed, text: string): string => digest(stepId(observed), text).slice(0, 16);
