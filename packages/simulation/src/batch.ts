import { meshOf, play } from './play.ts';
import { MESHES, type Mesh } from './meshes.ts';
import { add, type Counts } from './tally.ts';
import type { Violation } from './simulation-settings.ts';

/** Which stories to play: `first`, `first + step` and so on, up to `last`. */
export interface BatchPlan {
  readonly first: number;
  readonly last: number;
  readonly step: number;
  /** All meshes in turn where it is undefined. */
  readonly meshName: string | undefined;
}

export interface Failure extends Violation {
  readonly seed: number;
}

/** What a number of stories came to. */
export interface Played {
  readonly stories: number;
  readonly failures: readonly Failure[];
  readonly counts: Counts;
}

/** Plays many stories, one after the other, and tells of some from time to time. */
export async function batch({ first, last, step, meshName }: BatchPlan, onPart: (part: Played) => void): Promise<void> {
  const named = MESHES.find(({ name }) => name === meshName);
  for (let from = first; from <= last; from += step * PART) {
    onPart(await part({ first: from, last: Math.min(last, from + step * (PART - 1)), step }, named));
  }
}

const PART = 100;

async function part({ first, last, step }: Omit<BatchPlan, 'meshName'>, mesh: Mesh | undefined): Promise<Played> {
  const counts: Counts = {};
  const failures: Failure[] = [];
  let stories = 0;
  for (let seed = first; seed <= last; seed += step) {
    const outcome = await play({ seed, mesh: mesh ?? meshOf(seed) });
    stories++;
    add(counts, outcome.counts);
    if (outcome.violation) {
      failures.push({ seed, ...outcome.violation });
    }
  }
  return { stories, failures, counts };
}
