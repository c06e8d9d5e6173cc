import { objectKey } from '@flagger/memory-cluster';
import { imageOf, isServing, numberAt, type Random } from '@flagger/simulated-cluster';
import { editCanary, remove } from '../hands.ts';
import { when } from '../moments.ts';
import type { Complaint, Invariant } from '../invariants/invariant.ts';
import { promptly } from '../invariants/lasting.ts';
import type { Mesh } from '../meshes.ts';
import { APEX, CANARY, NAME } from '../scenario.ts';
import type { Simulation } from '../simulation.ts';
import { isAtRest } from '../stage.ts';
import { shareOf, refOfSplit } from '../story-meshes.ts';
import { aQuality, canaryOf, dying, refusing, releaseOf } from './releases.ts';
import type { Scene, Situation } from './situation.ts';
import { deploymentCalled, deploymentOf, led, ledToBy, serviceCalled, targetNameOf } from './users.ts';

/** The Deployments that the Canary names, one after the other. */
const TARGETS = ['one', 'two'] as const;
const primaryOf = (target: string): string => `${target}-primary`;
/** The services that users of the primary are led by. */
const OF_PRIMARY = new Set([NAME, `${NAME}-primary`].map((name) => objectKey(serviceCalled(name))));

export const FOLLOWED: Invariant = {
  name: 'users follow another target when its primary has pods',
  holds:
    'The services of the primary leave one that serves only for another one that serves, and that keeps its pods until then.',
  applied({ ref, before, after, known }, { look }) {
    if (ref.kind === 'Deployment') {
      const isDown = numberAt(before?.spec, 'replicas') > 0 && numberAt(after?.spec, 'replicas') === 0;
      return isDown && ledToBy(look(APEX)) === ref.metadata.name
        ? `${ref.metadata.name} is scaled to zero, and has users`
        : undefined;
    }
    const [from, to] = [ledToBy(before), ledToBy(after)];
    if (!OF_PRIMARY.has(objectKey(ref)) || from === '' || from === to || !isServing(look(deploymentCalled(from)))) {
      return undefined;
    }
    if (!to.endsWith('-primary')) {
      return `${ref.metadata.name} goes from ${from} to ${to || 'nobody'}`;
    }
    return isServing(known.first(objectKey(deploymentCalled(to))))
      ? undefined
      : `${ref.metadata.name} goes from ${from} to ${to}, which has no pods`;
  },
};

export const LEFT: Invariant = {
  name: 'nobody is left on the canary of a former target',
  holds: 'Once the Canary names another target, users of what the former one tried go back to its primary.',
  lasts(world) {
    const canary = world.server.get(CANARY);
    const share = shareOf(world.server.get(refOfSplit(world.facts.mesh)), world.facts.mesh);
    const isHindered = world.isAway || world.weather.isForbidding;
    if (!canary || isHindered || share === 0 || world.facts.traffic.by !== 'operator') {
      return undefined;
    }
    const to = ledToBy(world.server.get(serviceCalled(`${NAME}-canary`)));
    return to !== targetNameOf(canary)
      ? { what: `the canary has ${share} % and is ${to}, no pods of ${targetNameOf(canary)}`, ms: promptly(world) }
      : undefined;
  },
};

const ENDS = 'another target is released as any other';

/** A Canary that names one Deployment, then another one, perhaps while a run is under way, and perhaps the first again. */
export const RENAMED_TARGET: Situation = { name: 'another target', ends: ENDS, scene };

function scene(random: Random, mesh: Mesh): Scene {
  const canary = canaryOf(NAME, { mesh, random, target: deploymentCalled(TARGETS[0]) });
  let image = '';
  return {
    objects: [
      ...(mesh.there ?? []),
      ...TARGETS.map((name, index) => deploymentOf(name, `podinfo:${index}`, random.between(1, 3))),
      canary,
    ],
    invariants: [FOLLOWED, LEFT],
    tried: ({ server }) => imageOf(server.get(deploymentCalled(targetNameOf(server.get(CANARY))))),
    deeds: [
      { name: 'target named', weight: 4, does: (simulation) => rename(simulation) },
      { name: 'target named in a run', weight: 3, does: renameInRun },
      {
        name: 'new image',
        weight: 4,
        does: (simulation, by) => void releaseOf(simulation, deploymentCalled(by.pick(...TARGETS)), aQuality(by)),
      },
      {
        name: 'pods die',
        weight: 2,
        does: (simulation, by) =>
          dying(simulation, by, by.pick(...TARGETS, primaryOf(TARGETS[0]), primaryOf(TARGETS[1]))),
      },
      {
        name: 'refused for long',
        weight: 1,
        does: (simulation, by) => refusing(simulation, by, by.pick(...refusable(mesh))),
      },
    ],
    heal,
    last: (simulation) => void (image = releaseOf(simulation, targetOf(simulation), 'good')),
    isDone: (simulation) =>
      isAtRest(simulation.stage) && imageOf(simulation.server.get(primaryRef(simulation))) === image,
    wrong: (simulation) => wrong(simulation, image),
  };
}

const refusable = (mesh: Mesh) =>
  [
    `Service ${NAME}`,
    `Service ${NAME}-primary`,
    `Deployment ${primaryOf(TARGETS[1])}`,
    `${refOfSplit(mesh).kind} `,
  ] as const;

const targetOf = ({ server }: Simulation) => deploymentCalled(targetNameOf(server.get(CANARY)));
const primaryRef = (simulation: Simulation) => deploymentCalled(primaryOf(targetOf(simulation).metadata.name));

/** A primary that was made of an image that cannot start stays what it is, as with Flagger: it is deleted by hand. */
function heal(simulation: Simulation): void {
  for (const ref of TARGETS.map((name) => deploymentCalled(primaryOf(name)))) {
    const isLeft = simulation.qualities.get(imageOf(simulation.server.get(ref))) === 'broken';
    if (isLeft && ledToBy(simulation.server.get(APEX)) !== ref.metadata.name) {
      remove(simulation, ref);
    }
  }
}

function rename(simulation: Simulation): void {
  const name = TARGETS.find((each) => each !== targetOf(simulation).metadata.name);
  editCanary(simulation, { targetRef: { name } });
}

/** Users are on the canary of one target when the Canary names the other, which may be one that does not start. */
function renameInRun(simulation: Simulation, random: Random): void {
  const other = TARGETS.find((each) => each !== targetOf(simulation).metadata.name) ?? TARGETS[0];
  releaseOf(simulation, targetOf(simulation), 'good');
  if (random.chance(0.5)) {
    releaseOf(simulation, deploymentCalled(other), 'broken');
  }
  when(
    simulation,
    () => simulation.facts.traffic.share > 0,
    () => rename(simulation),
  );
}

function wrong(simulation: Simulation, image: string): Complaint {
  const { server, mesh, stage } = simulation;
  const primary = primaryRef(simulation);
  // what the first primary of a target could not be made of may be mended by this very image
  if (!['Initialized', 'Succeeded'].includes(stage.phase) || imageOf(server.get(primary)) !== image) {
    return `it is ${stage.phase}, and ${primary.metadata.name} runs ${imageOf(server.get(primary))} instead of ${image}`;
  }
  const astray = led(server, mesh, NAME).find(({ to }) => to !== primary.metadata.name);
  if (astray) {
    return `${astray.by} leads to ${astray.to} and not to ${primary.metadata.name}`;
  }
  return numberAt(server.get(targetOf(simulation))?.spec, 'replicas') > 0 ? 'the target still runs' : undefined;
}
