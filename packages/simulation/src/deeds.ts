import { imageOf, named, type Quality, type Random } from '@flagger/simulated-cluster';
import { AIMS, editFormerService } from './aims.ts';
import type { Deed } from './deed.ts';
import { specOf } from './facts.ts';
import {
  editAnalysis,
  editCanary,
  liveSplit,
  recreateCanary,
  release,
  remove,
  restoreTarget,
  setImage,
  told,
} from './hands.ts';
import { KNATIVE_DEEDS } from './knative-deeds.ts';
import { OBSTACLES } from './obstacles.ts';
import type { Released } from './released.ts';
import { APEX, CANARY, CANARY_SERVICE, CONFIG, NAME, PRIMARY, SCALER, TARGET } from './scenario.ts';
import type { Simulation } from './simulation.ts';
import { refOfSplit } from './story-meshes.ts';
import { primaryOf } from './sides.ts';

const QUALITIES: readonly Quality[] = ['good', 'good', 'good', 'good', 'bad metrics', 'bad metrics', 'slow', 'broken'];

/** All deeds, the commonest first. */
export const DEEDS: readonly Deed[] = [
  {
    name: 'new image',
    weight: 6,
    does: (simulation, random) =>
      void release(simulation, QUALITIES[random.between(0, QUALITIES.length - 1)] ?? 'good'),
  },
  {
    name: 'image set back',
    weight: 3,
    does(simulation) {
      const image = imageOf(primaryOf(simulation));
      if (image === '') {
        return;
      }
      told(simulation, `sets ${image} again`);
      setImage(simulation, image);
    },
  },
  { name: 'canary edited', weight: 3, does: editAnalysis },
  {
    name: 'analysis skipped or not',
    weight: 0.5,
    does: (simulation) =>
      editCanary(simulation, { skipAnalysis: specOf(simulation.server.get(CANARY)).skipAnalysis !== true }),
  },
  {
    name: 'suspended or resumed',
    weight: 1,
    does: (simulation) => editCanary(simulation, { suspend: specOf(simulation.server.get(CANARY)).suspend !== true }),
  },
  {
    name: 'canary spoilt',
    weight: 0.5,
    does: (simulation) =>
      editCanary(simulation, { analysis: { stepWeight: null, stepWeights: null, iterations: null } }),
  },
  { name: 'config edited', weight: 1.5, does: editConfig },
  {
    name: 'autoscaler edited',
    weight: 1,
    does: (simulation, random) => simulation.edit(SCALER, { spec: { maxReplicas: random.between(3, 9) } }),
  },
  { name: 'target scaled', weight: 1, does: (simulation, random) => scale(simulation, TARGET, random.between(0, 4)) },
  { name: 'primary scaled', weight: 1, does: (simulation, random) => scale(simulation, PRIMARY, random.between(1, 4)) },
  { name: 'routes edited', weight: 3, does: editRoutes },
  { name: 'routes broken', weight: 1, does: breakRoutes },
  { name: 'routes deleted', weight: 1.5, does: (simulation) => remove(simulation, refOfSplit(simulation.mesh)) },
  {
    name: 'apex service edited',
    weight: 1,
    does: (simulation) => simulation.edit(APEX, { spec: { selector: { app: NAME } } }),
  },
  {
    name: 'service deleted',
    weight: 1,
    does: (simulation, random) => remove(simulation, random.pick(APEX, CANARY_SERVICE)),
  },
  { name: 'pods fail', weight: 4, does: flap },
  { name: 'primary deleted', weight: 0.5, does: (simulation) => remove(simulation, PRIMARY) },
  { name: 'target deleted and created', weight: 0.7, does: recreateTarget },
  { name: 'canary deleted and created', weight: 0.7, does: recreateCanary },
  { name: 'gate closed or opened', weight: 3, does: turnGate },
  {
    name: 'rollback wanted or not',
    weight: 1,
    does: (simulation) => void (simulation.outside.wantsRollback = !simulation.outside.wantsRollback),
  },
  {
    name: 'metrics server away or back',
    weight: 2,
    does: (simulation) => void (simulation.outside.isMetricsServerAway = !simulation.outside.isMetricsServerAway),
  },
  { name: 'operator killed', weight: 3, does: (simulation) => simulation.operator?.process.kill() },
  { name: 'operator stopped', weight: 1, does: (simulation) => void simulation.operator?.stop() },
  {
    name: 'operator frozen',
    weight: 1,
    does: (simulation, random) => simulation.operator?.process.freeze(random.between(100, 60_000)),
  },
  ...OBSTACLES,
  ...AIMS,
];

/** What is about parts that a Service of Knative does not have. */
const OF_PARTS = new Set([
  'config edited',
  'autoscaler edited',
  'target scaled',
  'primary scaled',
  'routes deleted',
  'apex service edited',
  'service deleted',
  'pods fail',
  'primary deleted',
  'autoscaler deleted',
  'config deleted',
  'pods die',
  'primary scaled to zero',
  'mesh changed',
  'port named and added',
]);

const OF_REVISIONS: readonly Deed[] = [...DEEDS.filter(({ name }) => !OF_PARTS.has(name)), ...KNATIVE_DEEDS];

/** In stories of a service that gets another name. */
const OF_NAMES: readonly Deed[] = [
  { name: 'former service edited', weight: 12, does: editFormerService },
  ...DEEDS.filter(({ name }) => !OBSTACLES.some((obstacle) => obstacle.name === name)),
];

/** One of so many common stories is about that. */
const EACH_OF_NAMES = 29;

/** One that there can be in the story of a seed, with what is released. */
export function drawnDeed(random: Random, seed: number, { hasParts }: Released): Deed | undefined {
  const deeds = !hasParts ? OF_REVISIONS : seed % EACH_OF_NAMES === 0 ? OF_NAMES : DEEDS;
  let left = random.next() * deeds.reduce((sum, { weight }) => sum + weight, 0);
  return deeds.find(({ weight }) => (left -= weight) < 0);
}

function editConfig(simulation: Simulation, random: Random): void {
  const value = `value ${random.between(1, 1_000_000)}`;
  told(simulation, `sets the config to ${value}`);
  simulation.edit(CONFIG, { data: { KEY: value } });
}

function scale(simulation: Simulation, ref: typeof TARGET, replicas: number): void {
  told(simulation, `scales ${named(ref)} to ${replicas}`);
  simulation.edit(ref, { spec: { replicas } });
}

function editRoutes(simulation: Simulation, random: Random): void {
  const { mesh } = simulation;
  const found = liveSplit(simulation);
  const share = random.between(0, 100);
  if (!found || !mesh.split) {
    return;
  }
  told(simulation, `gives the canary ${share} %`);
  simulation.edit(found, mesh.split.edited(found, share));
}

function breakRoutes(simulation: Simulation): void {
  const { mesh } = simulation;
  told(simulation, 'routes elsewhere');
  if (mesh.split) {
    simulation.edit(refOfSplit(mesh), mesh.split.broken);
  }
}

function flap(simulation: Simulation, random: Random): void {
  const ref = random.pick(TARGET, PRIMARY);
  const ms = random.between(100, random.chance(0.2) ? 180_000 : 20_000);
  told(simulation, `pods of ${named(ref)} fail for ${ms} ms`);
  simulation.pods.flap(ref, ms);
}

function recreateTarget(simulation: Simulation, random: Random): void {
  const { facts, server } = simulation;
  const image = imageOf(server.get(facts.released.target));
  remove(simulation, facts.released.target);
  simulation.clock.quietly(random.between(0, 60_000), () => restoreTarget(simulation, image));
}

const GATES = [
  'confirm-rollout',
  'pre-rollout',
  'rollout',
  'confirm-traffic-increase',
  'confirm-promotion',
  'post-rollout',
] as const;

function turnGate({ outside, story }: Simulation, random: Random): void {
  const [first, ...others] = GATES;
  const gate = random.pick(first, ...others);
  if (!outside.closed.delete(gate)) {
    outside.closed.add(gate);
  }
  story.tell('hand', () => `${outside.closed.has(gate) ? 'closes' : 'opens'} ${gate}`);
}
