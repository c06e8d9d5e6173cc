import { MUTATIONS, type Mutation } from './mutations.ts';
import { meshOf, play } from './play.ts';

/** What became of a defect. */
export interface Kill {
  readonly mutation: string;
  readonly invariant: string;
  readonly isKilled: boolean;
  /** The first that found it, or the last that was tried. */
  readonly seed: number;
}

/** So many stories must find a defect. */
const TRIES = 2000;

/** Plays stories with each defect until the invariant that it breaks complains, looking at that invariant alone. */
export async function killing(onKill: (kill: Kill) => void = () => undefined): Promise<readonly Kill[]> {
  const kills: Kill[] = [];
  for (const mutation of MUTATIONS) {
    const kill = await killed(mutation);
    onKill(kill);
    kills.push(kill);
  }
  return kills;
}

async function killed({ name, breaks, mutate }: Mutation): Promise<Kill> {
  let seed = 0;
  let isKilled = false;
  while (!isKilled && seed < TRIES) {
    seed++;
    const { violation } = await play({ seed, mesh: meshOf(seed), mutate, only: breaks });
    isKilled = violation !== undefined;
  }
  return { mutation: name, invariant: breaks, isKilled, seed };
}
