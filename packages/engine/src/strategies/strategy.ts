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
  /** The last move; its gates are asked however early it is made. */
  readonly promotion: Promotion;
}

export type Gate = Extract<QuestionKind, 'confirm-traffic-increase' | 'confirm-promotion'>;

/** The target is copied to the primary, once the gates are open. */
export interface Promotion {
  readonly kind: 'promote';
  readonly gates: readonly Gate[];
}

/** The promotion of who gets no share that could be raised, or whose analysis was left out. */
export const TO_PROMOTION: Promotion = { kind: 'promote', gates: ['confirm-promotion'] };

/** What a passed check leads to, once its gates are open. */
export type Move =
  | Promotion
  | {
      readonly kind: 'step';
      /** Where users are to be; undefined where they stay. */
      readonly routes?: Routes;
      readonly change: StatusChange;
      readonly messages: readonly string[];
      readonly gates: readonly Gate[];
    };
