import { playFleet } from './fleet/fleet-play.ts';
import { meshOf, play } from './play.ts';
import type { Outcome } from './plot.ts';
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
  /** Only stories of replicas that share canaries. */
  readonly isFleet: boolean;
}

export interface Failure extends Violation {
  readonly seed: number;
  readonly isFleet: boolean;
}

/** What a number of stories came to. */
export interface Played {
  readonly stories: number;
  readonly failures: readonly Failure[];
  readonly counts: Counts;
}

/** Plays many stories, one after the other, and tells of some from time to time. */
export async function batch(
  { first, last, step, meshName, isFleet }: BatchPlan,
  onPart: (part: Played) => void,
): Promise<void> {
  const named = MESHES.find(({ name }) => name === meshName);
  for (let from = first; from <= last; from += step * PART) {
    onPart(await part({ first: from, last: Math.min(last, from + step * (PART - 1)), step, isFleet }, named));
  }
}

const PART = 100;

async function part(
  { first, last, step, isFleet }: Omit<BatchPlan, 'meshName'>,
  mesh: Mesh | undefined,
): Promise<Played> {
  const counts: Counts = {};
  const failures: Failure[] = [];
  let stories = 0;
  for (let seed = first; seed <= last; seed += step) {
    for (const { outcome, ...how } of await storiesOf(seed, mesh, isFleet)) {
      stories++;
      add(counts, outcome.counts);
      if (outcome.violation) {
        failures.push({ ...how, ...outcome.violation });
      }
    }
  }
  return { stories, failures, counts };
}

/** One in so many seeds has a story of replicas that share canaries as well, which is as long as twenty others. */
const FLEET_EVERY = 40;

async function storiesOf(
  seed: number,
  mesh: Mesh | undefined,
  isFleet: boolean,
): Promise<readonly (Pick<Failure, 'seed' | 'isFleet'> & { readonly outcome: Outcome })[]> {
  const one = isFleet ? [] : [{ seed, isFleet: false, outcome: await play({ seed, mesh: mesh ?? meshOf(seed) }) }];
  const hasFleet = isFleet || (mesh === undefined && seed % FLEET_EVERY === 0);
  return hasFleet ? [...one, { seed, isFleet: true, outcome: await playFleet({ seed }) }] : one;
}
