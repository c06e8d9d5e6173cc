import { leaves } from './values.ts';

/** Two sequences laid side by side: what is in both, changed, or in one only. */
export type Pair<T> =
  | { readonly in: 'both'; readonly flagger: T; readonly ours: T }
  | { readonly in: 'changed'; readonly flagger: T; readonly ours: T }
  | { readonly in: 'flagger'; readonly flagger: T }
  | { readonly in: 'ours'; readonly ours: T };

/** What leaving out one costs, where two that have nothing in common cost 1. */
const GAP = 0.6;

interface Cell<T> {
  readonly cost: number;
  readonly back: Cell<T> | undefined;
  readonly pair: Pair<T> | undefined;
}

/**
 * Lays two sequences side by side so that as little as possible differs. `distance` is 0 for equal values, at most 1,
 * or Infinity for what is never a pair.
 */
export function aligned<T>(
  flagger: readonly T[],
  ours: readonly T[],
  distance: (a: T, b: T) => number,
): readonly Pair<T>[] {
  let row: readonly Cell<T>[] = firstRow(ours);
  for (const value of flagger) {
    row = nextRow(row, value, { ours, distance });
  }
  return walk(row.at(-1));
}

function firstRow<T>(ours: readonly T[]): readonly Cell<T>[] {
  const row: Cell<T>[] = [{ cost: 0, back: undefined, pair: undefined }];
  for (const value of ours) {
    row.push(only(row.at(-1), { in: 'ours', ours: value }));
  }
  return row;
}

interface Others<T> {
  readonly ours: readonly T[];
  readonly distance: (a: T, b: T) => number;
}

function nextRow<T>(above: readonly Cell<T>[], value: T, { ours, distance }: Others<T>): readonly Cell<T>[] {
  const row: Cell<T>[] = [only(above[0], { in: 'flagger', flagger: value })];
  for (const [index, other] of ours.entries()) {
    const apart = distance(value, other);
    const pair: Pair<T> = { in: apart === 0 ? 'both' : 'changed', flagger: value, ours: other };
    const side = above[index];
    const met: Cell<T> = { cost: (side?.cost ?? 0) + apart, back: side, pair };
    row.push(
      cheapest([
        met,
        only(above[index + 1], { in: 'flagger', flagger: value }),
        only(row.at(-1), { in: 'ours', ours: other }),
      ]),
    );
  }
  return row;
}

const only = <T>(back: Cell<T> | undefined, pair: Pair<T>): Cell<T> => ({ cost: (back?.cost ?? 0) + GAP, back, pair });

const cheapest = <T>(cells: readonly [Cell<T>, ...Cell<T>[]]): Cell<T> =>
  cells.reduce((best, cell) => (cell.cost < best.cost ? cell : best));

function walk<T>(last: Cell<T> | undefined): readonly Pair<T>[] {
  const pairs: Pair<T>[] = [];
  for (let cell = last; cell?.pair !== undefined; cell = cell.back) {
    pairs.push(cell.pair);
  }
  return pairs.toReversed();
}

/** Which share of the leaves of two values differs, 0 to 1. */
export function difference(a: unknown, b: unknown): number {
  const [mine, yours] = [leaves(a), leaves(b)];
  const paths = new Set([...mine.keys(), ...yours.keys()]);
  return paths.size === 0 ? 0 : [...paths].filter((path) => mine.get(path) !== yours.get(path)).length / paths.size;
}
