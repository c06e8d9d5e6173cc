/** How much a finding matters, the worst first. */
export const LEVELS = ['error', 'warning', 'info'] as const;
export type Level = (typeof LEVELS)[number];

/** What is wrong, and where. */
export interface Finding {
  readonly code: string;
  readonly level: Level;
  readonly file: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** The object it is about, e.g. `Canary podinfo.test`; empty where there is none. */
  readonly object: string;
  /** The field, e.g. `spec.analysis.interval`; empty where it is about the whole. */
  readonly field: string;
  readonly says: string;
  readonly fix: string;
}
