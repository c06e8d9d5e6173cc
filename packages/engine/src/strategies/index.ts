import { strategyOf, type Routes, type StatusChange } from '@flagger/api';
import type { Observed } from '../observed.ts';
import { abTest } from './ab-test.ts';
import { blueGreen } from './blue-green.ts';
import { weights } from './weights.ts';

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

const STRATEGIES = { canary: weights, 'blue-green': blueGreen, 'ab-testing': abTest } as const;

/** A mesh that cannot split traffic releases blue/green; one that cannot match does no A/B test. */
export function strategyFor({ canary, mesh }: Observed): Strategy {
  const wanted = strategyOf(canary.spec);
  return mesh.weights && (mesh.match || wanted !== 'ab-testing') ? STRATEGIES[wanted] : blueGreen;
}
