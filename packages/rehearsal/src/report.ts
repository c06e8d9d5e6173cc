/** How a release ended. */
export type Verdict = 'promoted' | 'rolled-back' | 'waiting' | 'unfinished' | 'not-started';
export const VERDICTS: readonly Verdict[] = ['promoted', 'rolled-back', 'waiting', 'unfinished', 'not-started'];

/** What became of a release that was rehearsed. */
export interface Report {
  readonly canary: { readonly namespace: string; readonly name: string };
  readonly provider: string;
  /** What was released: images from and to. */
  readonly release: { readonly from: string; readonly to: string };
  readonly seed: number;
  readonly verdict: Verdict;
  /** The last that was told of it. */
  readonly because: string;
  /** From the release to the verdict. */
  readonly seconds: number;
  readonly users: Users;
  readonly timeline: readonly Entry[];
  /** The traffic of each minute. */
  readonly minutes: readonly Minute[];
  /** What was assumed, and what could not be played. */
  readonly assumed: readonly string[];
}

/** What users met, from the release to the verdict. */
export interface Users {
  readonly requests: number;
  readonly failed: number;
  /** By the side that answered them. */
  readonly canary: Met;
  readonly primary: Met;
}

export interface Met {
  readonly requests: number;
  readonly failed: number;
  /** 99 of 100 were faster, ms; 0 where there was none. */
  readonly p99Ms: number;
}

/** Something that happened; `at` in seconds since the release. */
export interface Entry {
  readonly at: number;
  readonly what: 'phase' | 'traffic' | 'event' | 'warning' | 'check' | 'hook' | 'alert';
  readonly says: string;
}

export interface Minute {
  /** Since the release. */
  readonly minute: number;
  /** Of the canary, percent, at its end. */
  readonly weight: number;
  readonly requests: number;
  readonly failed: number;
}
