import { imageOf, numberAt, type Random, textAt } from '@flagger/simulated-cluster';
import type { Deed } from '../deed.ts';
import { remove, told } from '../hands.ts';
import { onStatus, type Complaint, type Invariant } from '../invariants/invariant.ts';
import { isUnderWay, promptly, working } from '../invariants/lasting.ts';
import type { Mesh } from '../meshes.ts';
import { when } from '../moments.ts';
import { conditionIn } from '../places.ts';
import { APEX, NAME, PRIMARY, TARGET } from '../scenario.ts';
import { primaryOf } from '../sides.ts';
import type { Simulation } from '../simulation.ts';
import { isAtRest, stageOf } from '../stage.ts';
import { refOfSplit, shareOf } from '../story-meshes.ts';
import { aQuality, canaryOf, releaseOf } from './releases.ts';
import type { Scene, Situation } from './situation.ts';
import { deploymentOf, ledToBy } from './users.ts';

const MINUTE = 60_000;

/** Since when the mesh is missing, ms since the epoch; undefined while it is there. */
interface Installed {
  missingSince: number | undefined;
}

/** By name, as they must know of the mesh. */
export const BLIND: Invariant = {
  name: 'nothing goes on without a mesh',
  holds: 'While the kinds of the mesh are missing no run takes a step, and nothing is promoted.',
};

export const MISSING: Invariant = {
  name: 'that a mesh is missing is told, and taken back',
  holds: 'A condition names what the cluster lacks as long as it lacks it.',
};

export const STILL_SERVED: Invariant = {
  name: 'services lead to the primary without a mesh as well',
  holds: 'Once a Canary is initialised its service leads to its primary, whether or not there is a mesh.',
  lasts(world) {
    const found = working(world);
    const isInUse = found && !['', 'Initializing'].includes(found.stage.phase);
    if (!isInUse || world.weather.isForbidding || !found.primary) {
      return undefined;
    }
    const to = ledToBy(world.server.get(APEX));
    return to === PRIMARY.metadata.name
      ? undefined
      : { what: `${NAME} leads to ${to || 'nobody'}`, ms: promptly(world) };
  },
};

const blind = (installed: Installed): Invariant => ({
  ...BLIND,
  applied: onStatus(({ before, after }, { now }) => {
    const [from, to] = [stageOf(before), stageOf(after)];
    const isLong = installed.missingSince !== undefined && now() - installed.missingSince > MINUTE / 2;
    const isStep = to.weight > from.weight || (to.phase === 'Promoting' && from.phase !== 'Promoting');
    return isLong && isUnderWay(from.phase) && isStep
      ? `it goes from ${from.phase} ${from.weight} to ${to.phase} ${to.weight}, and there is no mesh`
      : undefined;
  }),
});

const missing = (installed: Installed): Invariant => ({
  ...MISSING,
  lasts(world) {
    const found = working(world);
    if (!found || found.stage.phase === '' || world.weather.isForbidding) {
      return undefined;
    }
    const isTold = textAt(conditionIn(found.canary, 'Obstructed'), 'reason') === 'NotInstalled';
    const isMissing = installed.missingSince !== undefined;
    const ms = promptly(world) + MINUTE;
    return isTold === isMissing
      ? undefined
      : {
          what: isMissing ? 'nobody says that the mesh is missing' : 'the mesh is there and is said to be missing',
          ms,
        };
  },
});

/** The kinds of a mesh are removed, with all that is of them, and come again; or they come late. */
export const MESH_CRDS: Situation = {
  name: 'a mesh that is missing for a while',
  ends: 'a mesh that is there again is used',
  scene,
  // Kubernetes always has Ingresses
  suits: ({ split }) => split !== undefined && split.kind !== 'Ingress',
};

function scene(random: Random, mesh: Mesh): Scene {
  const installed: Installed = { missingSince: undefined };
  let image = '';
  return {
    objects: [
      ...(mesh.there ?? []),
      deploymentOf(NAME, 'podinfo:1', random.between(1, 3)),
      canaryOf(NAME, { mesh, random, target: TARGET }),
    ],
    begin: (simulation) => {
      if (random.chance(0.3)) {
        uninstall(simulation, mesh, installed);
      }
    },
    invariants: [blind(installed), missing(installed), STILL_SERVED],
    deeds: [
      ...DEEDS,
      { name: 'mesh removed', weight: 4, does: (simulation) => uninstall(simulation, mesh, installed) },
      { name: 'mesh removed in a run', weight: 3, does: (simulation) => uninstallInRun(simulation, mesh, installed) },
      { name: 'mesh installed', weight: 3, does: (simulation) => install(simulation, mesh, installed) },
    ],
    heal: (simulation) => install(simulation, mesh, installed),
    last: (simulation) => void (image = releaseOf(simulation, TARGET, 'good')),
    isDone: (simulation) => isAtRest(simulation.stage) && imageOf(primaryOf(simulation)) === image,
    wrong: (simulation) => wrong(simulation, image),
  };
}

const DEEDS: readonly Deed[] = [
  { name: 'new image', weight: 4, does: (simulation, by) => void releaseOf(simulation, TARGET, aQuality(by)) },
  { name: 'service deleted', weight: 2, does: (simulation) => remove(simulation, APEX) },
];

/** The group of a kind goes with all its objects, as where its CRDs are deleted. */
function uninstall(simulation: Simulation, { split }: Mesh, installed: Installed): void {
  const {
    server,
    clock,
    weather: { uninstalled },
  } = simulation;
  if (!split || uninstalled.has(split.kind)) {
    return;
  }
  told(simulation, 'removes the CRDs of the mesh');
  const groupOf = ({ apiVersion }: { readonly apiVersion: string }): string => apiVersion.split('/')[0] ?? '';
  const gone = server.all().filter((object) => groupOf(object) === groupOf(split));
  installed.missingSince = clock.now();
  [split, ...gone].forEach(({ kind }) => uninstalled.add(kind));
  gone.forEach((object) => server.drop(object, 'hand'));
}

/** Users are on the canary when the mesh goes. */
function uninstallInRun(simulation: Simulation, mesh: Mesh, installed: Installed): void {
  releaseOf(simulation, TARGET, 'good');
  when(
    simulation,
    () => simulation.facts.traffic.share > 0,
    () => uninstall(simulation, mesh, installed),
  );
}

/** They are there again; what users had of them they apply again. */
function install(simulation: Simulation, mesh: Mesh, installed: Installed): void {
  told(simulation, 'installs the CRDs of the mesh');
  installed.missingSince = undefined;
  simulation.weather.uninstalled.clear();
  mesh.there?.forEach((object) => simulation.put(object));
}

function wrong(simulation: Simulation, image: string): Complaint {
  const { server, mesh, stage } = simulation;
  const found = imageOf(primaryOf(simulation));
  if (!isAtRest(stage) || found !== image) {
    return `it is ${stage.phase}, and the primary runs ${found} instead of ${image}`;
  }
  const split = server.get(refOfSplit(mesh));
  if (!split || shareOf(split, mesh) > 0) {
    return split ? `the canary has ${shareOf(split, mesh)} %` : 'nobody made the routes';
  }
  return numberAt(server.get(TARGET)?.spec, 'replicas') > 0 ? 'the target still runs' : undefined;
}
