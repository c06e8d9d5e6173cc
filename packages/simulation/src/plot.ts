import type { Mutate } from '@flagger/simulated-cluster';
import type { Mesh } from './meshes.ts';
import type { Violation } from './simulation-settings.ts';
import type { Counts } from './tally.ts';

/** A story to be played. */
export interface Plot {
  readonly seed: number;
  readonly mesh: Mesh;
  readonly mutate?: Mutate | undefined;
  /** Looks at this invariant alone. */
  readonly only?: string | undefined;
  /** Whether the story is wanted. */
  readonly isTold?: boolean;
}

/** What it came to. */
export interface Outcome {
  readonly violation: Violation | undefined;
  readonly counts: Counts;
  readonly story: readonly string[];
}
