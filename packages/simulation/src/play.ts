import { imageOf, isReady, Random } from '@flagger/simulated-cluster';
import { compared } from './comparing/compared.ts';
import { Requests } from './comparing/requests.ts';
import { drawnDeed } from './deeds.ts';
import { specOf } from './facts.ts';
import { endsWell, isContested } from './ends-well.ts';
import { editCanary, recreateCanary, release, restoreTarget } from './hands.ts';
import { INVARIANTS } from './invariants/index.ts';
import { heal, restoreOthers, restorePrimary, startAnew } from './mending.ts';
import { MESHES, type Mesh } from './meshes.ts';
import { isOfHeirs, playHeirs } from './heirs/play.ts';
import { conditionIn } from './places.ts';
import type { Outcome, Plot } from './plot.ts';
import { answerRoutes } from './route-controllers.ts';
import { CANARY, scenario } from './scenario.ts';
import { playSituation, situationOf } from './situations/play-situation.ts';
import { primaryOf } from './sides.ts';
import { isAtRest, toldStage } from './stage.ts';
import { count } from './tally.ts';
import { Simulation } from './simulation.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The mesh of a seed where none is asked for: all in turn. */
export function meshOf(seed: number): Mesh {
  const newer = MESHES.findLast((_, at) => at >= FIRST && seed % (at + 1) === at);
  return newer ?? MESHES[seed % FIRST] ?? fail();
}

/** A mesh that is added after these takes a few stories of each of them, and all others stay what they are. */
const FIRST = 14;

/** Plays one story: trouble first, then none, and looks whether all ends well. */
export async function play(plot: Plot): Promise<Outcome> {
  const { seed, mesh, mutate, only, isTold = false } = plot;
  if (isOfHeirs(seed)) {
    return playHeirs(plot);
  }
  const situation = situationOf(seed, mesh);
  if (situation) {
    return playSituation(plot, situation);
  }
  const random = new Random(seed);
  const invariants = INVARIANTS.filter(({ name }) => only === undefined || name === only);
  const simulation = new Simulation({ mesh, random, requests: new Requests(seed), invariants, isTold, mutate, only });
  const { canary: drawn, others, told } = scenario(random, mesh);
  const { canary, begin } = compared(drawn, { seed, mesh });
  simulation.story.tell('plot', () => `seed ${seed}, ${mesh.name}: ${told}`);
  answerRoutes(simulation, seed);
  others.forEach((object) => simulation.put(object));
  simulation.put(canary);
  begin(simulation);
  if (random.chance(0.4)) {
    Object.assign(simulation.outside, { flaky: random.next() * 0.3, slow: random.next() * 0.2 });
  }
  simulation.start();
  await trouble(simulation, random, seed);
  await calm(simulation, random);
  return { violation: simulation.violation, counts: simulation.counts, story: simulation.story.lines };
}

/** Deeds, and what lies between them; who is killed is started again. */
async function trouble(simulation: Simulation, random: Random, seed: number): Promise<void> {
  if (random.chance(0.8)) {
    await rest(simulation, 5 * MINUTE);
  }
  const deeds = random.between(1, 6);
  for (let done = 0; done < deeds && !simulation.isOver; done++) {
    const deed = done === 0 ? undefined : drawnDeed(random, seed, simulation.facts.released);
    if (deed) {
      count(simulation.counts, `deed: ${deed.name}`);
      simulation.story.tell('deed', () => deed.name);
      deed.does(simulation, random);
      simulation.watchman.look();
    } else {
      release(simulation, random.pick('good', 'good', 'bad metrics', 'slow', 'broken'));
    }
    await between(simulation, random);
  }
}

/** A moment, some time, or until nothing is under way. */
async function between(simulation: Simulation, random: Random): Promise<void> {
  const way = random.next();
  if (way < 0.35) {
    await alive(simulation, () => false, random.between(1, 3000));
  } else if (way < 0.8) {
    await alive(simulation, () => false, random.between(1000, 45_000));
  } else {
    await rest(simulation, 10 * MINUTE);
  }
}

const rest = (simulation: Simulation, ms: number): Promise<boolean> =>
  alive(simulation, () => isAtRest(simulation.stage), ms);

/** Lets time pass; an operator that is dead is started again after a while, as Kubernetes does. */
async function alive(simulation: Simulation, isDone: () => boolean, ms: number): Promise<boolean> {
  const end = simulation.clock.now() + ms;
  const isDead = (): boolean => simulation.operator?.process.isDead === true;
  while (!simulation.isOver && simulation.clock.now() < end && !isDone()) {
    await simulation.until(() => isDone() || isDead(), end - simulation.clock.now());
    if (!isDead()) {
      continue;
    }
    const { settings, clock, awayUntil } = simulation;
    const ms = Math.max(settings.random.between(10, 5000), awayUntil - clock.now());
    await simulation.until(() => false, Math.min(ms, Math.max(0, end - clock.now())));
    if (clock.now() < awayUntil) {
      continue;
    }
    count(simulation.counts, 'operator started again');
    simulation.story.tell('operator', () => 'starts again');
    simulation.start();
  }
  return isDone();
}

/** No trouble any more: what is under way must end, and one more rollout must go well. */
async function calm(simulation: Simulation, random: Random): Promise<void> {
  if (simulation.isOver) {
    return;
  }
  // what was begun by hand ends, what is frozen thaws
  await alive(simulation, () => false, MINUTE);
  heal(simulation, random);
  simulation.weather.calms(simulation.clock.now());
  await alive(simulation, () => false, 3 * MINUTE);
  if (!(await parted(simulation))) {
    return;
  }
  if (simulation.stage.phase === 'Initializing' && primaryOf(simulation)) {
    startAnew(simulation);
  }
  if (!server(simulation).get(simulation.facts.released.target)) {
    restoreTarget(simulation, imageOf(primaryOf(simulation)) || 'podinfo:1');
  }
  await withPrimary(simulation);
  if (!(await ended(simulation))) {
    return;
  }
  await alive(simulation, () => !isContested(simulation), HOUR);
  const image = await lastRelease(simulation);
  if (!(await ended(simulation))) {
    return;
  }
  endsWell(simulation, image);
  await quiet(simulation);
}

/** A Canary that is being deleted goes once its target starts; then there is another one. */
async function parted(simulation: Simulation): Promise<boolean> {
  const live = server(simulation).get(CANARY);
  const isGone = (): boolean => server(simulation).get(CANARY) === undefined;
  if (live !== undefined && live.metadata.deletionTimestamp === undefined) {
    return !simulation.isOver;
  }
  release(simulation, 'good');
  if (!(await alive(simulation, isGone, HOUR)) && !simulation.isOver) {
    simulation.complain('every run ends', 'the Canary is still being deleted after an hour');
  }
  const { random, mesh } = simulation.settings;
  simulation.put(
    live ? { ...CANARY, spec: { ...specOf(live), revertOnDeletion: false } } : scenario(random, mesh).canary,
  );
  restoreOthers(simulation);
  await alive(simulation, () => false, 3 * MINUTE);
  return !simulation.isOver;
}

async function ended(simulation: Simulation): Promise<boolean> {
  const isEnded = await rest(simulation, 3 * HOUR);
  if (!isEnded && !simulation.isOver) {
    simulation.complain('every run ends', `after three hours without trouble it is ${toldStage(simulation.stage)}`);
  }
  return isEnded && !simulation.isOver;
}

/**
 * What a person does who reads the events: a primary that is gone comes back from what was promoted, or with a new
 * Canary.
 */
async function withPrimary(simulation: Simulation): Promise<void> {
  const { hasParts } = simulation.facts.released;
  const isThere = (): boolean => isReady(primaryOf(simulation)) && (!hasParts || simulation.facts.apex.isOnPrimary);
  const isInherited = conditionIn(server(simulation).get(CANARY), 'Inherited') !== undefined;
  if (simulation.stage.phase === 'Initializing' && (primaryOf(simulation) || !isInherited)) {
    return;
  }
  if (primaryOf(simulation)) {
    if (!isReady(primaryOf(simulation))) {
      const hasPods = isReady(server(simulation).get(simulation.facts.released.target));
      // a run over two sides that cannot start goes on until one of them can
      if (simulation.stage.phase === 'Progressing' && !hasPods) {
        release(simulation, 'good');
      }
      editCanary(simulation, { skipAnalysis: true });
    }
    return;
  }
  restorePrimary(simulation);
  if (await alive(simulation, isThere, 10 * MINUTE)) {
    return;
  }
  recreateCanary(simulation, simulation.settings.random);
  await alive(simulation, isThere, 10 * MINUTE);
}

const server = (simulation: Simulation): Simulation['server'] => simulation.server;

async function lastRelease(simulation: Simulation): Promise<string> {
  const image = release(simulation, 'good');
  const { facts } = simulation;
  const isAbout = (): boolean => facts.revisions.get(simulation.stage.applied) === image;
  await alive(simulation, () => simulation.stage.phase === 'Progressing' && isAbout(), 5 * MINUTE);
  return image;
}

/** After a while for late repairs nothing is written. */
async function quiet(simulation: Simulation): Promise<void> {
  await simulation.until(() => false, 35 * MINUTE);
  const { writes, facts } = simulation;
  if (facts.untold.size > 0) {
    simulation.complain('no event is lost', `${facts.untold.size} that were refused were not told later`);
  }
  await simulation.until(() => simulation.writes > writes, 25 * MINUTE);
  if (simulation.writes > writes) {
    simulation.complain('a quiet system writes nothing', 'something was written an hour after the last change');
  }
}

function fail(): never {
  throw new Error('there is no mesh');
}
