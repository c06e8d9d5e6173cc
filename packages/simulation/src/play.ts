import { imageOf, isReady } from './cluster/deployments.ts';
import {
  drawnDeed,
  editCanary,
  heal,
  recreateCanary,
  release,
  restorePrimary,
  restoreTarget,
  startAnew,
} from './hands.ts';
import { INVARIANTS } from './invariants/index.ts';
import { at, numberAt, textAt } from './json.ts';
import { MESHES, type Mesh } from './meshes.ts';
import type { Mutate } from './operator.ts';
import { Random } from './random.ts';
import { APEX, CANARY, NAME, PRIMARY, scenario, TARGET } from './scenario.ts';
import { isAtRest, toldStage } from './stage.ts';
import { count, type Counts } from './tally.ts';
import { World, type Violation } from './world.ts';

export interface Plot {
  readonly seed: number;
  readonly mesh: Mesh;
  readonly mutate?: Mutate | undefined;
  /** Looks at this invariant alone. */
  readonly only?: string | undefined;
  /** Whether the story is wanted. */
  readonly isTold?: boolean;
}

export interface Outcome {
  readonly violation: Violation | undefined;
  readonly counts: Counts;
  readonly story: readonly string[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The mesh of a seed where none is asked for: all in turn. */
export const meshOf = (seed: number): Mesh => MESHES[seed % MESHES.length] ?? MESHES[0] ?? fail();

/** Plays one story: trouble first, then none, and looks whether all ends well. */
export async function play({ seed, mesh, mutate, only, isTold = false }: Plot): Promise<Outcome> {
  const random = new Random(seed);
  const invariants = INVARIANTS.filter(({ name }) => only === undefined || name === only);
  const world = new World({ mesh, random, invariants, isTold, mutate, only });
  const { canary, others, told } = scenario(random, mesh);
  world.story.tell('plot', () => `seed ${seed}, ${mesh.name}: ${told}`);
  others.forEach((object) => world.put(object));
  world.put(canary);
  if (random.chance(0.4)) {
    Object.assign(world.outside, { flaky: random.next() * 0.3, slow: random.next() * 0.2 });
  }
  world.start();
  await trouble(world, random);
  await calm(world, random);
  return { violation: world.violation, counts: world.counts, story: world.story.lines };
}

/** Deeds, and what lies between them; who is killed is started again. */
async function trouble(world: World, random: Random): Promise<void> {
  if (random.chance(0.8)) {
    await rest(world, 5 * MINUTE);
  }
  const deeds = random.between(1, 6);
  for (let done = 0; done < deeds && !world.isOver; done++) {
    const deed = done === 0 ? undefined : drawnDeed(random);
    if (deed) {
      count(world.counts, `deed: ${deed.name}`);
      world.story.tell('deed', () => deed.name);
      deed.does(world, random);
    } else {
      release(world, random.pick('good', 'good', 'bad metrics', 'slow', 'broken'));
    }
    await between(world, random);
  }
}

/** A moment, some time, or until nothing is under way. */
async function between(world: World, random: Random): Promise<void> {
  const way = random.next();
  if (way < 0.35) {
    await alive(world, () => false, random.between(1, 3000));
  } else if (way < 0.8) {
    await alive(world, () => false, random.between(1000, 45_000));
  } else {
    await rest(world, 10 * MINUTE);
  }
}

const rest = (world: World, ms: number): Promise<boolean> => alive(world, () => isAtRest(world.stage), ms);

/** Lets time pass; an operator that is dead is started again after a while, as Kubernetes does. */
async function alive(world: World, isDone: () => boolean, ms: number): Promise<boolean> {
  const end = world.clock.now() + ms;
  const isDead = (): boolean => world.operator?.process.isDead === true;
  while (!world.isOver && world.clock.now() < end && !isDone()) {
    await world.until(() => isDone() || isDead(), end - world.clock.now());
    if (!isDead()) {
      continue;
    }
    await world.until(
      () => false,
      Math.min(world.settings.random.between(10, 5000), Math.max(0, end - world.clock.now())),
    );
    count(world.counts, 'operator started again');
    world.story.tell('operator', () => 'starts again');
    world.start();
  }
  return isDone();
}

/** No trouble any more: what is under way must end, and one more rollout must go well. */
async function calm(world: World, random: Random): Promise<void> {
  if (world.isOver) {
    return;
  }
  // what was begun by hand ends, what is frozen thaws
  await alive(world, () => false, MINUTE);
  heal(world, random);
  world.weather.isCalm = true;
  await alive(world, () => false, 3 * MINUTE);
  if (world.stage.phase === 'Initializing' && server(world).get(PRIMARY)) {
    startAnew(world);
  }
  if (!server(world).get(TARGET)) {
    restoreTarget(world, imageOf(server(world).get(PRIMARY)) || 'podinfo:1');
  }
  await withPrimary(world);
  if (!(await ended(world))) {
    return;
  }
  const image = await lastRelease(world);
  if (!(await ended(world))) {
    return;
  }
  endsWell(world, image);
  await quiet(world);
}

async function ended(world: World): Promise<boolean> {
  const isEnded = await rest(world, 3 * HOUR);
  if (!isEnded && !world.isOver) {
    world.complain('every run ends', `after three hours without trouble it is ${toldStage(world.stage)}`);
  }
  return isEnded && !world.isOver;
}

/**
 * What a person does who reads the events: a primary that is gone comes back from what was promoted, or with a new
 * Canary.
 */
async function withPrimary(world: World): Promise<void> {
  const isThere = (): boolean => isReady(server(world).get(PRIMARY)) && world.facts.apex.isOnPrimary;
  if (world.stage.phase === 'Initializing') {
    return;
  }
  if (server(world).get(PRIMARY)) {
    if (!isReady(server(world).get(PRIMARY))) {
      editCanary(world, { skipAnalysis: true });
    }
    return;
  }
  restorePrimary(world);
  if (await alive(world, isThere, 10 * MINUTE)) {
    return;
  }
  recreateCanary(world, world.settings.random);
  await alive(world, isThere, 10 * MINUTE);
}

const server = (world: World): World['server'] => world.server;

async function lastRelease(world: World): Promise<string> {
  const image = release(world, 'good');
  await alive(world, () => world.stage.phase === 'Progressing', 5 * MINUTE);
  return image;
}

function endsWell(world: World, image: string): void {
  const { server } = world;
  const wrong = (what: string): void => world.complain('a good revision is promoted', what);
  if (world.stage.phase !== 'Succeeded') {
    return wrong(`it is ${toldStage(world.stage)}`);
  }
  if (imageOf(server.get(PRIMARY)) !== image) {
    wrong(`the primary runs ${imageOf(server.get(PRIMARY))} instead of ${image}`);
  }
  if (world.facts.traffic.share > 0) {
    wrong(`the canary has ${world.facts.traffic.share} %`);
  }
  if (numberAt(server.get(TARGET)?.spec, 'replicas') !== 0) {
    wrong('the target still runs');
  }
  if (textAt(server.get(APEX)?.spec, 'selector', 'app') !== `${NAME}-primary`) {
    wrong('the apex service does not select the primary');
  }
  const conditions = at(server.get(CANARY)?.status, 'conditions');
  const left = Array.isArray(conditions)
    ? conditions.map((each) => textAt(each, 'type')).filter((type) => type === 'Held' || type === 'RollingBack')
    : [];
  if (left.length > 0) {
    wrong(`the conditions ${left.join(', ')} are left`);
  }
}

/** After a while for late repairs nothing is written. */
async function quiet(world: World): Promise<void> {
  await world.until(() => false, 35 * MINUTE);
  const { writes } = world;
  await world.until(() => world.writes > writes, 25 * MINUTE);
  if (world.writes > writes) {
    world.complain('a quiet system writes nothing', 'something was written an hour after the last change');
  }
}

function fail(): never {
  throw new Error('there is no mesh');
}
