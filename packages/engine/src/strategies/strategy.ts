import type { Routes, StatusChange } from '@flagger/api';
import type { Observed } from '../observed.ts';

/** One way of releasing: what the status stands for, and what comes next. */
export interface Strategy {
  /** What the mesh does when nothing is pending, by the status. */
  expected(observed: Observed): Routes;
  /** Whether the status tells of another way of releasing, which the spec had when it was written. */
  isOfOther(observed: Observed): boolean;
  /** Whether the canary has had its first step. */
  hasStarted(observed: Observed): boolean;
  /** One passed check further. */
  advance(observed: Observed): Move;
}

/** What one passed check leads to. */
export type Move =
  | { readonly kind: 'promote' }
  | {
      readonly kind: 'step';
      /** What to set the mesh to; undefined leaves it. */
      readonly routes?: Routes;
      readonly change: StatusChange;
      readonly messages: readonly string[];
      /** The gate before this step. */
      readonly gate?: 'confirm-traffic-increase' | 'confirm-promotion';
    };
