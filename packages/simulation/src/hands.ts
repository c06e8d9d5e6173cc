import { isJsonObject } from '@flagger/api';
import { named } from './cluster/names.ts';
import { imageOf, type Quality } from './cluster/deployments.ts';
import { refOfSplit, specOf } from './facts.ts';
import { at, listOf } from './json.ts';
import type { Random } from './random.ts';
import {
  APEX,
  CANARY,
  CANARY_SERVICE,
  CONFIG,
  drawnAnalysis,
  NAME,
  PRIMARY,
  SCALER,
  scenario,
  target,
  TARGET,
} from './scenario.ts';
import type { World } from './world.ts';

/** Something that a person, another controller or the machine does. */
interface Deed {
  readonly name: string;
  /** How often it is drawn, beside the others. */
  readonly weight: number;
  does(world: World, random: Random): void;
}

const QUALITIES: readonly Quality[] = ['good', 'good', 'good', 'good', 'bad metrics', 'bad metrics', 'slow', 'broken'];

/** Sets an image that never was there before; gives its name. */
export function release(world: World, quality: Quality): string {
  const image = `podinfo:${world.qualities.size + 2}`;
  world.qualities.set(image, quality);
  world.story.tell('hand', () => `sets ${image} (${quality})`);
  setImage(world, image);
  return image;
}

export function setImage(world: World, image: string): void {
  const live = world.server.get(TARGET);
  const containers = at(live?.spec, 'template', 'spec', 'containers');
  const kept = listOf(containers).filter(isJsonObject)[0];
  world.edit(TARGET, { spec: { template: { spec: { containers: [{ ...kept, name: 'main', image }] } } } });
}

const told = (world: World, what: string): void => world.story.tell('hand', () => what);

/** All deeds, the commonest first. */
export const DEEDS: readonly Deed[] = [
  {
    name: 'new image',
    weight: 6,
    does: (world, random) => void release(world, QUALITIES[random.between(0, QUALITIES.length - 1)] ?? 'good'),
  },
  {
    name: 'image set back',
    weight: 3,
    does(world) {
      const image = imageOf(world.server.get(PRIMARY));
      if (image === '') {
        return;
      }
      told(world, `sets ${image} again`);
      setImage(world, image);
    },
  },
  { name: 'canary edited', weight: 3, does: editAnalysis },
  {
    name: 'analysis skipped or not',
    weight: 0.5,
    does: (world) => editCanary(world, { skipAnalysis: specOf(world.server.get(CANARY)).skipAnalysis !== true }),
  },
  {
    name: 'suspended or resumed',
    weight: 1,
    does: (world) => editCanary(world, { suspend: specOf(world.server.get(CANARY)).suspend !== true }),
  },
  {
    name: 'canary spoilt',
    weight: 0.5,
    does: (world) => editCanary(world, { analysis: { stepWeight: null, stepWeights: null, iterations: null } }),
  },
  { name: 'config edited', weight: 1.5, does: editConfig },
  {
    name: 'autoscaler edited',
    weight: 1,
    does: (world, random) => world.edit(SCALER, { spec: { maxReplicas: random.between(3, 9) } }),
  },
  { name: 'target scaled', weight: 1, does: (world, random) => scale(world, TARGET, random.between(0, 4)) },
  { name: 'primary scaled', weight: 1, does: (world, random) => scale(world, PRIMARY, random.between(1, 4)) },
  { name: 'routes edited', weight: 3, does: editRoutes },
  { name: 'routes broken', weight: 1, does: breakRoutes },
  { name: 'routes deleted', weight: 1.5, does: (world) => remove(world, refOfSplit(world.settings.mesh)) },
  { name: 'apex service edited', weight: 1, does: (world) => world.edit(APEX, { spec: { selector: { app: NAME } } }) },
  { name: 'service deleted', weight: 1, does: (world, random) => remove(world, random.pick(APEX, CANARY_SERVICE)) },
  { name: 'pods fail', weight: 4, does: flap },
  { name: 'primary deleted', weight: 0.5, does: (world) => remove(world, PRIMARY) },
  { name: 'target deleted and created', weight: 0.7, does: recreateTarget },
  { name: 'canary deleted and created', weight: 0.7, does: recreateCanary },
  { name: 'gate closed or opened', weight: 3, does: turnGate },
  {
    name: 'rollback wanted or not',
    weight: 1,
    does: (world) => void (world.outside.wantsRollback = !world.outside.wantsRollback),
  },
  {
    name: 'metrics server away or back',
    weight: 2,
    does: (world) => void (world.outside.isMetricsServerAway = !world.outside.isMetricsServerAway),
  },
  { name: 'operator killed', weight: 3, does: (world) => world.operator?.process.kill() },
  { name: 'operator stopped', weight: 1, does: (world) => void world.operator?.stop() },
  {
    name: 'operator frozen',
    weight: 1,
    does: (world, random) => world.operator?.process.freeze(random.between(100, 60_000)),
  },
];

const TOTAL = DEEDS.reduce((sum, { weight }) => sum + weight, 0);

export function drawnDeed(random: Random): Deed | undefined {
  let left = random.next() * TOTAL;
  return DEEDS.find(({ weight }) => (left -= weight) < 0);
}

/** Edits the spec of the Canary. */
export function editCanary(world: World, spec: object): void {
  told(world, `edits the canary: ${JSON.stringify(spec)}`);
  world.edit(CANARY, { spec });
}

function editAnalysis(world: World, random: Random): void {
  const none = {
    mirror: null,
    stepWeight: null,
    stepWeights: null,
    maxWeight: null,
    iterations: null,
    match: null,
    stepWeightPromotion: null,
    metrics: null,
  };
  editCanary(world, { analysis: { ...none, ...drawnAnalysis(random, world.settings.mesh) } });
}

function editConfig(world: World, random: Random): void {
  const value = `value ${random.between(1, 1_000_000)}`;
  told(world, `sets the config to ${value}`);
  world.edit(CONFIG, { data: { KEY: value } });
}

function scale(world: World, ref: typeof TARGET, replicas: number): void {
  told(world, `scales ${named(ref)} to ${replicas}`);
  world.edit(ref, { spec: { replicas } });
}

function editRoutes(world: World, random: Random): void {
  const { mesh } = world.settings;
  const found = world.split;
  const share = random.between(0, 100);
  if (!found || !mesh.split) {
    return;
  }
  told(world, `gives the canary ${share} %`);
  world.edit(found, { spec: mesh.split.edited(found, share) });
}

function breakRoutes(world: World): void {
  const { mesh } = world.settings;
  told(world, 'routes elsewhere');
  if (mesh.split) {
    world.edit(refOfSplit(mesh), { spec: mesh.split.broken });
  }
}

function remove(world: World, ref: typeof TARGET): void {
  told(world, `deletes ${named(ref)}`);
  world.server.remove(ref, 'hand');
}

function flap(world: World, random: Random): void {
  const ref = random.pick(TARGET, PRIMARY);
  const ms = random.between(100, random.chance(0.2) ? 180_000 : 20_000);
  told(world, `pods of ${named(ref)} fail for ${ms} ms`);
  world.pods.flap(ref, ms);
}

function recreateTarget(world: World, random: Random): void {
  const image = imageOf(world.server.get(TARGET));
  remove(world, TARGET);
  world.clock.quietly(random.between(0, 60_000), () => restoreTarget(world, image));
}

/** Applies the target again, as its owner has it in a file. */
export function restoreTarget(world: World, image: string): void {
  if (world.server.get(TARGET)) {
    return;
  }
  told(world, `creates the target with ${image}`);
  world.put(target(image, 2, world.server.get(CONFIG) !== undefined));
}

/** Deletes the Canary and applies it again. */
export function recreateCanary(world: World, random: Random): void {
  const live = world.server.get(CANARY);
  if (!live) {
    return;
  }
  remove(world, CANARY);
  world.clock.quietly(random.between(0, 10_000), () => {
    told(world, 'creates the canary');
    world.put({ ...CANARY, spec: live.spec });
  });
}

const GATES = [
  'confirm-rollout',
  'pre-rollout',
  'rollout',
  'confirm-traffic-increase',
  'confirm-promotion',
  'post-rollout',
] as const;

function turnGate({ outside, story }: World, random: Random): void {
  const [first, ...others] = GATES;
  const gate = random.pick(first, ...others);
  if (!outside.closed.delete(gate)) {
    outside.closed.add(gate);
  }
  story.tell('hand', () => `${outside.closed.has(gate) ? 'closes' : 'opens'} ${gate}`);
}

/** A primary that was made of an image that cannot start stays what it is, as with Flagger: it is deleted by hand. */
export function startAnew(world: World): void {
  release(world, 'good');
  remove(world, PRIMARY);
}

/** Gets a primary back as its event says: from what was promoted, configs and all. */
export function restorePrimary(world: World): void {
  const image = world.facts.revisions.get(world.stage.promoted) ?? 'podinfo:1';
  const copy = world.server.get({
    ...CONFIG,
    metadata: { ...CONFIG.metadata, name: `${CONFIG.metadata.name}-primary` },
  });
  told(world, `sets ${image} and its config again, to get the primary back`);
  if (copy) {
    world.edit(CONFIG, { data: at(copy, 'data') });
  }
  setImage(world, image);
}

/**
 * Undoes what no operator can mend: opens the gates, brings the metrics server back, gives the Canary a spec that can
 * work.
 */
export function heal(world: World, random: Random): void {
  const { outside, settings } = world;
  told(world, 'heals everything');
  outside.closed.clear();
  Object.assign(outside, { wantsRollback: false, isMetricsServerAway: false, flaky: 0, slow: 0 });
  if (!world.server.get(CANARY)) {
    world.put(scenario(random, settings.mesh).canary);
  }
  if (specOf(world.server.get(CANARY)).suspend === true) {
    editCanary(world, { suspend: false });
  }
  const analysis = specOf(world.server.get(CANARY)).analysis;
  const hasStrategy = ['iterations', 'stepWeight', 'stepWeights'].some((way) => at(analysis, way) !== undefined);
  if (!hasStrategy) {
    editAnalysis(world, random);
  }
}
