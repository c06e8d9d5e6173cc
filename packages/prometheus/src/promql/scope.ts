import type { MetricStore } from '../store.ts';
import type { Series } from '../series.ts';
import type { Expression, Moved, Selector, Subquery } from './expression.ts';
import type { Vector } from './vector.ts';

/** What a query is asked of; times in ms. */
export interface Scope {
  readonly store: MetricStore;
  /** The first and the last time that are asked for: `@ start()` and `@ end()`. */
  readonly start: number;
  readonly end: number;
  /** How old the newest sample of a series may be. */
  readonly lookback: number;
  /** The step of a subquery that names none. */
  readonly subqueryStep: number;
  readonly memory: Memory;
}

/** What one query need not find twice. */
export interface Memory {
  readonly selected: Map<Selector, readonly Series[]>;
  readonly inner: Map<Subquery, Map<number, Vector>>;
  /** For an expression: which series has become the one with these labels. */
  readonly owners: Map<Expression, Map<string, string>>;
}

export const newMemory = (): Memory => ({ selected: new Map(), inner: new Map(), owners: new Map() });

/** The time at which a selector or subquery is seen from a time. */
export function momentOf({ fixed, offset = 0 }: Moved, at: number, { start, end }: Scope): number {
  const from = { start, end };
  return (typeof fixed === 'string' ? from[fixed] : (fixed ?? at)) - offset;
}

/** The series of a selector. */
export function seriesOf(selector: Selector, { store, memory }: Scope): readonly Series[] {
  const found = memory.selected.get(selector) ?? store.select(selector.matchers);
  memory.selected.set(selector, found);
  return found;
}

/** Remembers what is found for a key. */
export function remembered<K, V>(known: Map<K, V>, key: K, find: () => V): V {
  const value = known.get(key) ?? find();
  known.set(key, value);
  return value;
}
