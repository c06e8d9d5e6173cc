import { at, imageOf, numberAt, type Quality, type Random } from '@flagger/simulated-cluster';
import { served } from '../invariants/lasting.ts';
import { missed } from '../invariants/missing.ts';
import type { Mesh } from '../meshes.ts';
import { NAME, PRIMARY, TARGET } from '../scenario.ts';
import { primaryOf } from '../sides.ts';
import type { Simulation } from '../simulation.ts';
import { isAtRest } from '../stage.ts';
import { aQuality, canaryOf, releaseOf } from './releases.ts';
import type { Scene, Situation } from './situation.ts';
import { deploymentOf } from './users.ts';

/** So many pods that Kubernetes calls a Deployment available where one of them is missing, and says nothing of a time. */
export const LOST_PODS: Situation = {
  name: 'a pod of many goes',
  ends: 'whoever lost a pod of many is released',
  scene,
};

function scene(random: Random, mesh: Mesh): Scene {
  let image = '';
  const releases = (simulation: Simulation, quality: Quality): void => {
    image = releaseOf(simulation, TARGET, quality);
  };
  return {
    objects: [
      ...(mesh.there ?? []),
      deploymentOf(NAME, 'podinfo:1', random.between(4, 8)),
      canaryOf(NAME, { mesh, random, target: TARGET }),
    ],
    invariants: [missed, served],
    deeds: [
      { name: 'new image', weight: 3, does: (simulation, by) => releases(simulation, aQuality(by)) },
      { name: 'a pod goes', weight: 5, does: loses },
    ],
    heal: () => undefined,
    last: (simulation) => releases(simulation, 'good'),
    isDone: (simulation) => isReleased(simulation, image),
    wrong: (simulation) =>
      isReleased(simulation, image)
        ? undefined
        : `it is ${simulation.stage.phase}, and the primary runs ${imageOf(primaryOf(simulation))} instead of ${image}`,
  };
}

function loses({ server, pods, story }: Simulation, random: Random): void {
  const ref = random.pick(TARGET, TARGET, PRIMARY);
  const ms = random.between(1000, 600_000);
  const wanted = numberAt(at(server.get(ref)?.spec), 'replicas');
  if (wanted > 1) {
    story.tell('hand', () => `a pod of ${ref.metadata.name} is gone for ${ms} ms`);
    pods.flap(ref, ms, wanted - 1);
  }
}

const isReleased = (simulation: Simulation, image: string): boolean =>
  isAtRest(simulation.stage) && imageOf(primaryOf(simulation)) === image;
