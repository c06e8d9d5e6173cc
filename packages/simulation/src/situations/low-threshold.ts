import { objectKey } from '@flagger/memory-cluster';
import { imageOf, type Quality, type Random } from '@flagger/simulated-cluster';
import type { Deed } from '../deed.ts';
import { editCanary } from '../hands.ts';
import type { Complaint, Invariant } from '../invariants/invariant.ts';
import { served } from '../invariants/lasting.ts';
import type { Mesh } from '../meshes.ts';
import { NAME, PRIMARY, TARGET } from '../scenario.ts';
import { primaryOf } from '../sides.ts';
import type { Simulation } from '../simulation.ts';
import { isAtRest, stageOf } from '../stage.ts';
import { aQuality, canaryOf, dying, releaseOf } from './releases.ts';
import type { Scene, Situation } from './situation.ts';
import { deploymentOf } from './users.ts';

/** By name, for those that put a defect into the operator. */
export const STARTED: Invariant = {
  name: 'what never started is not promoted',
  holds:
    'However few pods a Canary asks for, an image of which none ever ran is not copied over a primary that is in use.',
};

/** The same where these images never start. */
const startedBut = (broken: ReadonlySet<string>): Invariant => ({
  ...STARTED,
  applied({ ref, before, after, canary }) {
    const isInUse = before !== undefined && !['', 'Initializing'].includes(stageOf(canary).phase);
    const image = imageOf(after);
    return isInUse && objectKey(ref) === objectKey(PRIMARY) && image !== imageOf(before) && broken.has(image)
      ? `the primary gets ${image}, of which no pod ever ran`
      : undefined;
  },
});

/** A Canary to which hardly any pods, or none, are enough. */
export const LOW_THRESHOLD: Situation = {
  name: 'a threshold of nothing',
  ends: 'whoever needs few pods is released',
  scene,
};

const drawnThresholds = (random: Random) => ({
  primaryReadyThreshold: random.pick(0, 0, 1, 50, 100),
  canaryReadyThreshold: random.pick(0, 0, 1, 50),
});

function scene(random: Random, mesh: Mesh): Scene {
  const broken = new Set<string>();
  const canary = canaryOf(NAME, { mesh, random, target: TARGET, analysis: drawnThresholds(random) });
  let image = '';
  const releases = (simulation: Simulation, quality: Quality): void => {
    image = releaseOf(simulation, TARGET, quality);
    if (quality === 'broken') {
      broken.add(image);
    }
  };
  return {
    objects: [...(mesh.there ?? []), deploymentOf(NAME, 'podinfo:1', random.between(1, 4)), canary],
    invariants: [startedBut(broken), served],
    deeds: [
      {
        name: 'new image',
        weight: 4,
        does: (simulation, by) => releases(simulation, by.chance(0.4) ? 'broken' : aQuality(by)),
      },
      ...DEEDS,
    ],
    heal: () => undefined,
    last: (simulation) => releases(simulation, 'good'),
    isDone: (simulation) => isAtRest(simulation.stage) && imageOf(primaryOf(simulation)) === image,
    wrong: (simulation) => wrong(simulation, image),
  };
}

const DEEDS: readonly Deed[] = [
  {
    name: 'thresholds edited',
    weight: 2,
    does: (simulation, by) => editCanary(simulation, { analysis: drawnThresholds(by) }),
  },
  {
    name: 'pods die',
    weight: 3,
    does: (simulation, by) => dying(simulation, by, by.pick(NAME, PRIMARY.metadata.name)),
  },
];

function wrong(simulation: Simulation, image: string): Complaint {
  const found = imageOf(primaryOf(simulation));
  return isAtRest(simulation.stage) && found === image
    ? undefined
    : `it is ${simulation.stage.phase}, and the primary runs ${found} instead of ${image}`;
}
