import { objectKey } from '@flagger/memory-cluster';
import { imageOf, numberAt, type Random } from '@flagger/simulated-cluster';
import type { Deed } from '../deed.ts';
import type { Complaint, Invariant } from '../invariants/invariant.ts';
import { promptly, working } from '../invariants/lasting.ts';
import type { Mesh } from '../meshes.ts';
import { NAME, PRIMARY, TARGET } from '../scenario.ts';
import { primaryOf } from '../sides.ts';
import type { Simulation } from '../simulation.ts';
import { isAtRest } from '../stage.ts';
import { Keda, PRIMARYS_SCALER, pausedAt, pausing, TARGETS_SCALER } from './keda.ts';
import { aQuality, canaryOf, releaseOf } from './releases.ts';
import type { Scene, Situation } from './situation.ts';
import { deploymentOf } from './users.ts';

export const PAUSES: Invariant = {
  name: 'KEDA is paused for what sleeps and for nothing else',
  holds: "At rest the target's ScaledObject is paused at nothing; in a run it is not, and the primary's never is.",
  lasts(world) {
    const found = working(world);
    const { server, weather } = world;
    if (!found || weather.isForbidding || !server.get(PRIMARYS_SCALER) || found.stage.phase === 'Initializing') {
      return undefined;
    }
    const { phase, weight } = found.stage;
    const [target, primary] = [TARGETS_SCALER, PRIMARYS_SCALER].map((scaler) => pausedAt(server.get(scaler)));
    const ms = promptly(world);
    if (primary === '0') {
      return { what: 'KEDA is to hold the primary at nothing', ms };
    }
    const isAwake = phase === 'Progressing' || (phase === 'Failed' && weight === 100);
    const isAsleep = isAtRest(found.stage) && weight === 0;
    if (isAwake && target === '0') {
      return { what: `KEDA is to hold the target at nothing in ${phase}`, ms };
    }
    return isAsleep && target !== '0'
      ? { what: `nobody keeps KEDA from waking the target in ${phase}`, ms }
      : undefined;
  },
};

export const NOT_BY_US: Invariant = {
  name: 'nobody but KEDA takes the pods of the primary',
  holds: 'The operator never scales the primary to zero, nor pauses its ScaledObject.',
  applied({ ref, before, after }) {
    const isPrimary = objectKey(ref) === objectKey(PRIMARY);
    if (isPrimary && numberAt(before?.spec, 'replicas') > 0 && numberAt(after?.spec, 'replicas') === 0) {
      return 'the primary is scaled to zero';
    }
    return objectKey(ref) === objectKey(PRIMARYS_SCALER)
      && pausedAt(after) !== undefined
      && pausedAt(before) === undefined
      ? `KEDA is to hold the primary at ${pausedAt(after)}`
      : undefined;
  },
};

/** A target that KEDA scales, and a primary that may be without pods for as long as nobody needs it. */
export const SCALED_BY_KEDA: Situation = {
  name: 'scaled by KEDA',
  ends: 'a primary that KEDA puts to sleep stops no release',
  scene,
};

function scene(random: Random, mesh: Mesh): Scene {
  const least = random.pick(0, 0, 1, 2);
  const primaryScalerReplicas = random.chance(0.3) ? { primaryScalerReplicas: { minReplicas: 0, maxReplicas: 3 } } : {};
  const drawn = canaryOf(NAME, { mesh, random, target: TARGET });
  const { apiVersion, kind } = TARGETS_SCALER;
  const canary = {
    ...drawn,
    spec: { ...drawn.spec, autoscalerRef: { apiVersion, kind, name: NAME, ...primaryScalerReplicas } },
  };
  let [image, keda]: [string, Keda | undefined] = ['', undefined];
  return {
    objects: [
      ...(mesh.there ?? []),
      {
        ...TARGETS_SCALER,
        spec: { scaleTargetRef: { name: NAME }, minReplicaCount: least, maxReplicaCount: 4, triggers: [] },
      },
      deploymentOf(NAME, 'podinfo:1', random.between(1, 3)),
      canary,
    ],
    begin: (simulation) => {
      keda = new Keda(simulation, random);
      keda.begin();
    },
    invariants: [PAUSES, NOT_BY_US],
    deeds: [...DEEDS, { name: 'triggers', weight: 4, does: (simulation, by) => trigger(simulation, by, keda) }],
    heal: () => void keda?.busy.add(NAME),
    last: (simulation) => {
      keda?.busy.delete(PRIMARY.metadata.name);
      image = releaseOf(simulation, TARGET, 'good');
    },
    isDone: (simulation) => isAtRest(simulation.stage) && imageOf(primaryOf(simulation)) === image,
    wrong: (simulation) => wrong(simulation, image),
  };
}

const DEEDS: readonly Deed[] = [
  { name: 'new image', weight: 4, does: (simulation, by) => void releaseOf(simulation, TARGET, aQuality(by)) },
  { name: 'primary paused', weight: 1, does: (simulation) => simulation.edit(PRIMARYS_SCALER, pausing('0')) },
  {
    name: 'autoscaler edited',
    weight: 1,
    does: (simulation, by) => simulation.edit(TARGETS_SCALER, { spec: { maxReplicaCount: by.between(4, 8) } }),
  },
];

function trigger({ story }: Simulation, random: Random, keda: Keda | undefined): void {
  const name = random.pick(NAME, PRIMARY.metadata.name);
  if (!keda) {
    return;
  }
  const isBusy = !keda.busy.delete(name);
  if (isBusy) {
    keda.busy.add(name);
  }
  story.tell('hand', () => `the trigger of ${name} ${isBusy ? 'fires' : 'does not fire any more'}`);
}

function wrong(simulation: Simulation, image: string): Complaint {
  const { server, stage } = simulation;
  const found = imageOf(primaryOf(simulation));
  if (!isAtRest(stage) || found !== image) {
    return `it is ${stage.phase}, and the primary runs ${found} instead of ${image}`;
  }
  const asleep = numberAt(server.get(TARGET)?.spec, 'replicas') === 0 && pausedAt(server.get(TARGETS_SCALER)) === '0';
  return asleep ? undefined : 'the target still runs, or KEDA may wake it';
}
