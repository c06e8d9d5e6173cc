import { readFileSync } from 'node:fs';
import type { Traffic } from './traffic.ts';

/** What an implementation of its own measured of the same rules, by the minute, in 4,000 runs each. */
export interface Reference extends Traffic {
  readonly nothingTolerated: Found;
  /** With the default of what is tolerated. */
  readonly judge: Found;
  /** Flagger's rule at threshold 5. */
  readonly threshold: Found;
}

interface Found {
  /** Of the runs that were rolled back, from 0 to 1. */
  readonly share: number;
  readonly medianSeconds?: number;
}

/** All of them; the file is made with this type in mind and not by anybody outside. */
export function references(): readonly Reference[] {
  const parsed: unknown = JSON.parse(readFileSync(new URL('reference.json', import.meta.url), 'utf8'));
  return Array.isArray(parsed) ? parsed.filter(isReference) : [];
}

const isReference = (value: unknown): value is Reference =>
  typeof value === 'object'
  && value !== null
  && 'judge' in value
  && 'threshold' in value
  && 'nothingTolerated' in value;
