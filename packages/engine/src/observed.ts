import type { Answer, Canary, Capabilities, Routes, Seen } from '@flagger/api';

/** Everything a decision may depend on, read from caches at one moment. Nothing else may matter. */
export interface Observed extends Seen {
  readonly canary: Canary;
  /** What the mesh does now; undefined until its objects have been created. */
  readonly routes: Routes | undefined;
  /** What the mesh can do. */
  readonly mesh: Capabilities;
  /** What the canary asks for and the mesh leaves undone, as sentences for users. */
  readonly warnings: readonly string[];
  /** Answers to the questions of the step we are in, by question id. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** Objects of this canary that somebody else keeps changing although we set them back. */
  readonly contested: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** When `status.lastTransitionTime` was written, ms since the epoch, never earlier than it really was. */
  readonly since: number;
  /** How long proxies are given to hear of a change, ms. */
  readonly settleMs: number;
  /** No interval counts as shorter than this, ms (Flagger: 10 s). */
  readonly minIntervalMs: number;
}
