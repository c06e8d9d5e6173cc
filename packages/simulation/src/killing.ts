import { FLEET_MUTATIONS } from './fleet/fleet-mutations.ts';
import { playFleet } from './fleet/fleet-play.ts';
import { isOfHeirs } from './heirs/play.ts';
import { MESHES } from './meshes.ts';
import { ALL_MUTATIONS } from './all-mutations.ts';
import type { Mutation } from './mutations.ts';
import { meshOf, play } from './play.ts';
import { situationOf } from './situations/play-situation.ts';
import type { Situation } from './situations/situation.ts';

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

/**
 * Stories that showed what is long in showing, or what only one mesh shows, each with its mesh: tried first. Where one
 * does not show it any more, all are searched.
 */
const SHOWN_BY: Readonly<Record<string, readonly [seed: number, mesh: string]>> = {
  'a metrics server that is away is a no': [10, 'skipper'],
  'a hold goes on while the operator is down': [194, 'knative'],
  'a side without pods is taken for one that serves': [42, 'istio'],
  'a port is named and all services lead to it': [336, 'istio'],
  'pods that went are waited for for ever': [2033, 'appmesh:v1beta2'],
  'users stay on a target that is another one now': [305, 'apisix'],
  'what stops a run has just begun, whenever one looks': [163, 'traefik'],
  'the rollback hook is not heard': [93, 'traefik'],
  'an answer that takes longer than the interval does not count': [37, 'traefik'],
  'repairs are forgotten': [474, 'gloo'],
  'a former name is forgotten': [156, 'appmesh'],
  'a former service counts as led to the primary': [928, 'gatewayapi:v1'],
  'a canary that is deleted is let go at once': [79, 'traefik'],
  'a canary that is gone is taken for alive': [96, 'gloo'],
  'a newer revision of Knative is not seen': [464, 'knative'],
  'the mark of the primary is lost': [1, 'knative'],
  'traffic that was asked for counts as there': [4, 'knative'],
  'does not adopt, and rolls what the target is at': [583, 'traefik'],
  'works beside an older Canary': [33, 'gatewayapi:v1beta1'],
  'a refusal is not told': [22, 'contour'],
  'an older Canary is never forgotten': [22, 'contour'],
  'users of a former target are not given back': [9622, 'gatewayapi:v1'],
  'a primary is made again from whatever the target is at': [4853, 'traefik'],
  'another target is never begun with': [1156, 'contour'],
  'a mesh that is missing counts as it was': [1989, 'smi:istio'],
  'a mesh that is missing stops the turn': [18564, 'istio'],
};

/** The same for the stories of replicas that share canaries. */
const SHOWN_BY_FLEET: Readonly<Record<string, number>> = {
  'a shard has no fence': 14,
  'replicas with another number of shards are not told apart': 1,
  'a shard is kept above the fair part': 2,
  'a shard is let go in the middle of a step': 11,
  'nobody wants a shard that another left': 9,
  'what is in a shard is not read when it is taken': 1,
};

/** Plays stories with each defect until the invariant that it breaks complains, looking at that invariant alone. */
export async function killing(onKill: (kill: Kill) => void = () => undefined): Promise<readonly Kill[]> {
  const kills: Kill[] = [];
  for (const mutation of ALL_MUTATIONS) {
    const kill = await killed(mutation);
    onKill(kill);
    kills.push(kill);
  }
  for (const { name, breaks, defect } of FLEET_MUTATIONS) {
    const shows = async (seed: number): Promise<boolean> =>
      (await playFleet({ seed, defect, only: breaks })).violation !== undefined;
    const kill = { mutation: name, invariant: breaks, ...(await searched(shows, SHOWN_BY_FLEET[name])) };
    onKill(kill);
    kills.push(kill);
  }
  return kills;
}

/** The first seed that shows it, `known` tried before all others. */
async function searched(
  shows: (seed: number) => Promise<boolean>,
  known: number | undefined,
  isFit: (seed: number) => boolean = () => true,
): Promise<Pick<Kill, 'isKilled' | 'seed'>> {
  if (known !== undefined && (await shows(known))) {
    return { isKilled: true, seed: known };
  }
  let [seed, tries, isKilled] = [0, 0, false];
  while (!isKilled && tries < TRIES) {
    seed++;
    if (isFit(seed)) {
      tries++;
      isKilled = await shows(seed);
    }
  }
  return { isKilled, seed };
}

async function killed(mutation: Mutation): Promise<Kill> {
  const { name, breaks, situation } = mutation;
  const isFit = (seed: number): boolean => situation === undefined || situationIn(seed) === situation;
  const known = SHOWN_BY[name];
  if (
    known !== undefined
    && (await isShownBy(
      known[0],
      mutation,
      MESHES.find((mesh) => mesh.name === known[1]),
    ))
  ) {
    return { mutation: name, invariant: breaks, isKilled: true, seed: known[0] };
  }
  return {
    mutation: name,
    invariant: breaks,
    ...(await searched((seed) => isShownBy(seed, mutation), undefined, isFit)),
  };
}

/** What the story of a seed is about, beside what is common. */
const situationIn = (seed: number): Situation | undefined =>
  isOfHeirs(seed) ? undefined : situationOf(seed, meshOf(seed));

async function isShownBy(seed: number, { breaks, mutate }: Mutation, mesh = meshOf(seed)): Promise<boolean> {
  const { violation } = await play({ seed, mesh, mutate, only: breaks });
  return violation !== undefined;
}
