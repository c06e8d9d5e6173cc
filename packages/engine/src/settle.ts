import type { Action } from '@flagger/api';
import type { Observed, Still } from './observed.ts';
import { step, type Step } from './step.ts';

/** Whether proxies have had time to hear of the last change. */
export const hasSettled = ({ still, settleMs, now }: Observed, what: keyof Still): boolean =>
  now - still[what] >= settleMs;

/** Does the actions, and looks again when proxies have had time to hear of the last change. */
export const settling = ({ still, settleMs }: Observed, what: keyof Still, actions: readonly Action[]): Step =>
  step(actions, { at: still[what] + settleMs });
