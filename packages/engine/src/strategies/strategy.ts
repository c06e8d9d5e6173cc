import type { QuestionKind, Routes, StatusChange } from '@flagger/api';
import type { Observed } from '../observed.ts';

/** One way of releasing: what the status stands for, and what comes next. */
export interface Strategy {
  /** Where users are by a status in which nobody wrote it down, as Flagger leaves it. */
  adopted(observed: Observed): Routes;
  /** Whether the canary has had its first step; `wanted` is where users are to be now. */
  hasStarted(observed: Observed, wanted: Routes): boolean;
  /** One passed check further. */
  advance(observed: Observed, wanted: Routes): Move;
}

export type Gate = Extract<QuestionKind, 'confirm-traffic-increase' | 'confirm-promotion'>;

/** What a passed check leads to, once its gates are open. */
export type Move =
  | { readonly kind: 'promote'; readonly gates: readonly Gate[] }
  | {
      readonly kind: 'step';
      /** Where users are to be; undefined where they stay. */
      readonly routes?: Routes;
      readonly change: StatusChange;
      readonly messages: readonly string[];
      readonly gates: readonly Gate[];
    };
