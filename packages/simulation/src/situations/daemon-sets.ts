import type { KubeObject } from '@flagger/api';
import { objectKey } from '@flagger/memory-cluster';
import { at, DaemonSets, imageOf, type Quality, type Random } from '@flagger/simulated-cluster';
import type { Deed } from '../deed.ts';
import type { Complaint, Invariant } from '../invariants/invariant.ts';
import { promptly, working } from '../invariants/lasting.ts';
import type { Mesh } from '../meshes.ts';
import { NAME } from '../scenario.ts';
import { inTest } from '../service-names.ts';
import type { Simulation } from '../simulation.ts';
import { isAtRest, isRunning, stageOf } from '../stage.ts';
import { refOfSplit } from '../story-meshes.ts';
import { aQuality, canaryOf, refusing, releaseOf } from './releases.ts';
import type { Scene, Situation } from './situation.ts';

export const TARGET_SET = inTest('apps/v1', 'DaemonSet', NAME);
export const PRIMARY_SET = inTest('apps/v1', 'DaemonSet', `${NAME}-primary`);

/** The label that no node has. */
export const NOWHERE = 'flagger.app/scale-to-zero';

const isAsleep = (set: KubeObject | undefined): boolean =>
  at(set?.spec, 'template', 'spec', 'nodeSelector', NOWHERE) !== undefined;

/** By name, for those that put a defect into the operator. */
export const FIT: Invariant = {
  name: 'no DaemonSet is promoted that failed',
  holds: 'A DaemonSet whose pods do not start, or whose metrics are bad, is not copied over a primary that is in use.',
};

const fit = (unfit: ReadonlySet<string>): Invariant => ({
  ...FIT,
  applied({ ref, before, after, canary, known }, { look }) {
    const { phase, weight } = stageOf(canary);
    // after a promotion that failed everybody is on the target, whatever that is set to
    const isLeft = phase === 'Failed' && weight === 100;
    const isInUse = before !== undefined && !['', 'Initializing'].includes(phase) && !isLeft;
    const image = imageOf(after);
    // the metrics were those of the pods that are there, of which the turn could not know yet
    const isLate = imageOf(look(TARGET_SET)) !== image && imageOf(known.first(objectKey(TARGET_SET))) === image;
    return isInUse
      && !isLate
      && objectKey(ref) === objectKey(PRIMARY_SET)
      && image !== imageOf(before)
      && unfit.has(image)
      ? `the primary gets ${image}, which is bad`
      : undefined;
  },
});

export const ON_NODES: Invariant = {
  name: 'no DaemonSet sleeps while it has users',
  holds: 'The primary never asks for a node that there is not, and the target only when nobody is on it.',
  applied({ ref, before, after }, { traffic, apex }) {
    if (isAsleep(before) || !isAsleep(after)) {
      return undefined;
    }
    if (objectKey(ref) === objectKey(PRIMARY_SET)) {
      return 'the primary asks for a node that there is not';
    }
    const isLed = traffic.by === 'operator' && traffic.share > 0;
    return isLed || (apex.by === 'operator' && !apex.isOnPrimary)
      ? `the target sleeps and has ${traffic.share} %`
      : undefined;
  },
};

/** By name, as it must know the pods. */
export const ON_PODS: Invariant = {
  name: 'nobody is on nodes without pods',
  holds:
    'Users are not on a DaemonSet without pods while the other one has all of its own, but for the moments that it takes to know.',
};

const onPods = (sets: () => DaemonSets | undefined): Invariant => ({
  ...ON_PODS,
  lasts(world) {
    const found = working(world);
    const { traffic, mesh } = world.facts;
    const pods = sets();
    if (!found || !pods || !isRunning(found.stage) || traffic.by !== 'operator' || mesh.split === undefined) {
      return undefined;
    }
    const ms = promptly(world);
    if (traffic.share > 0 && pods.available(NAME) === 0 && pods.isReady(PRIMARY_SET.metadata.name)) {
      return { what: `the canary has ${traffic.share} % and no pods`, ms };
    }
    return traffic.share < 100 && pods.available(PRIMARY_SET.metadata.name) === 0 && pods.isReady(NAME)
      ? { what: `the primary has ${100 - traffic.share} % and no pods`, ms }
      : undefined;
  },
});

/** One on each node, which is released as a Deployment is, and sleeps by asking for a node that there is not. */
export const DAEMON_SETS: Situation = { name: 'DaemonSets', ends: 'a DaemonSet is released', scene };

function scene(random: Random, mesh: Mesh): Scene {
  const unfit = new Set<string>();
  let [image, sets]: [string, DaemonSets | undefined] = ['', undefined];
  const releases = (simulation: Simulation, quality: Quality): void => {
    image = releaseOf(simulation, TARGET_SET, quality);
    if (quality === 'broken' || quality === 'bad metrics') {
      unfit.add(image);
    }
  };
  return {
    objects: [...(mesh.there ?? []), daemonSet('podinfo:1'), canaryOf(NAME, { mesh, random, target: TARGET_SET })],
    begin: ({ server, clock, qualities }) => {
      sets = new DaemonSets({ server, clock, random, qualityOf: (each) => qualities.get(each) ?? 'good' });
    },
    invariants: [fit(unfit), ON_NODES, onPods(() => sets)],
    tried: ({ server }) => imageOf(server.get(TARGET_SET)),
    deeds: [
      { name: 'new image', weight: 5, does: (simulation, by) => releases(simulation, aQuality(by)) },
      { name: 'pods die', weight: 4, does: (simulation, by) => die(simulation, by, sets) },
      ...deedsIn(mesh),
    ],
    heal: () => undefined,
    last: (simulation) => releases(simulation, 'good'),
    isDone: (simulation) => isAtRest(simulation.stage) && imageOf(simulation.server.get(PRIMARY_SET)) === image,
    wrong: (simulation) => wrong(simulation, image),
  };
}

const daemonSet = (image: string): KubeObject => ({
  ...TARGET_SET,
  spec: {
    selector: { matchLabels: { app: NAME } },
    template: { metadata: { labels: { app: NAME } }, spec: { containers: [{ name: 'main', image }] } },
  },
});

const deedsIn = (mesh: Mesh): readonly Deed[] => [
  {
    name: 'refused for long',
    weight: 1,
    does: (simulation, by) =>
      refusing(simulation, by, by.pick('DaemonSet podinfo', 'DaemonSet podinfo-primary', `${refOfSplit(mesh).kind} `)),
  },
  {
    name: 'target woken',
    weight: 1,
    does: (simulation) =>
      simulation.edit(TARGET_SET, { spec: { template: { spec: { nodeSelector: { [NOWHERE]: null } } } } }),
  },
];

function die({ story }: Simulation, random: Random, sets: DaemonSets | undefined): void {
  const set = random.pick(TARGET_SET, PRIMARY_SET);
  const ms = random.between(5000, 180_000);
  story.tell('hand', () => `all pods of ${set.metadata.name} are dead for ${ms} ms`);
  sets?.flap(set, ms);
}

function wrong({ server, stage }: Simulation, image: string): Complaint {
  const found = imageOf(server.get(PRIMARY_SET));
  if (!isAtRest(stage) || found !== image) {
    return `it is ${stage.phase}, and the primary runs ${found} instead of ${image}`;
  }
  return isAsleep(server.get(TARGET_SET)) ? undefined : 'the target still runs';
}
