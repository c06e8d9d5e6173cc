import { at, named, type Random } from '@flagger/simulated-cluster';
import type { Deed } from './deed.ts';
import { specOf } from './facts.ts';
import { liveSplit, editAnalysis, editCanary, remove, told } from './hands.ts';
import { APEX, CANARY, CANARY_SERVICE, CONFIG, NAME, PRIMARY, SCALER, TARGET } from './scenario.ts';
import type { Simulation } from './simulation.ts';
import { refOfSplit } from './story-meshes.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** What gets into the way of a run and stays there for a while. */
export const OBSTACLES: readonly Deed[] = [
  { name: 'hooks slower than the interval', weight: 2, does: slowHooks },
  { name: 'refused for long', weight: 4, does: refuse },
  { name: 'autoscaler deleted', weight: 1, does: (simulation) => remove(simulation, SCALER) },
  { name: 'config deleted', weight: 1, does: (simulation) => remove(simulation, CONFIG) },
  { name: 'canary mistyped and mended', weight: 2, does: mistype },
  { name: 'pods die', weight: 3, does: die },
  {
    name: 'primary scaled to zero',
    weight: 0.7,
    does(simulation) {
      told(simulation, 'scales the primary to 0');
      simulation.edit(PRIMARY, { spec: { replicas: 0 } });
    },
  },
  { name: 'analysis edited in part', weight: 2, does: editInPart },
  { name: 'operator away for long', weight: 1, does: goAway },
  { name: 'set back again and again', weight: 2, does: contest },
];

function slowHooks({ outside, story }: Simulation, random: Random): void {
  const least = random.pick(11, 15, 25) * SECOND;
  outside.takes = random.chance(0.7) ? { least, most: least + 20 * SECOND } : undefined;
  story.tell('hand', () => `answers take ${JSON.stringify(outside.takes ?? 'as long as before')}`);
}

/** The API server takes some writes no more, as for a quota, a webhook that fails or a right that is gone. */
function refuse(simulation: Simulation, random: Random): void {
  const { mesh, weather, clock, story } = simulation;
  const split = refOfSplit(mesh);
  const what = random.pick(
    named(PRIMARY),
    named(TARGET),
    named(split),
    named(CANARY_SERVICE),
    named(APEX),
    'HorizontalPodAutoscaler',
    'event ',
    'status ',
  );
  const ms = random.between(5 * SECOND, 6 * MINUTE);
  story.tell('hand', () => `nobody may write ${what} for ${ms} ms`);
  weather.forbids(what);
  if (what === named(CANARY_SERVICE)) {
    remove(simulation, CANARY_SERVICE);
  }
  clock.quietly(ms, () => weather.allows(what));
}

/** An interval that is none, until somebody sees it. */
export function mistype(simulation: Simulation, random: Random): void {
  const interval = at(specOf(simulation.server.get(CANARY)), 'analysis', 'interval');
  if (interval === 'ten') {
    return;
  }
  editCanary(simulation, { analysis: { interval: 'ten' } });
  simulation.clock.quietly(random.between(SECOND, 6 * MINUTE), () =>
    editCanary(simulation, { analysis: { interval } }),
  );
}

function die(simulation: Simulation, random: Random): void {
  const ref = random.pick(TARGET, PRIMARY);
  const ms = random.between(5 * SECOND, 5 * MINUTE);
  told(simulation, `all pods of ${named(ref)} are dead for ${ms} ms`);
  simulation.pods.flap(ref, ms, 0);
}

/** Other numbers in the same strategy, or another one by what is left out. */
export function editInPart(simulation: Simulation, random: Random): void {
  const analysis = specOf(simulation.server.get(CANARY)).analysis;
  const isByRounds = at(analysis, 'iterations') !== undefined;
  if (random.chance(0.2)) {
    editAnalysis(simulation, random);
  } else if (isByRounds && at(analysis, 'match') !== undefined && random.chance(0.5)) {
    editCanary(simulation, { analysis: { match: null } });
  } else {
    editCanary(simulation, {
      analysis: isByRounds ? { iterations: random.between(1, 5) } : { maxWeight: random.pick(20, 60, 100) },
    });
  }
}

/** The operator is down for some minutes. */
export function goAway(simulation: Simulation, random: Random): void {
  const ms = random.between(MINUTE, 15 * MINUTE);
  told(simulation, `the operator is down for ${ms} ms`);
  simulation.operator?.process.kill();
  simulation.awayUntil = simulation.clock.now() + ms;
}

/** Another controller has its own idea of an object. */
function contest(simulation: Simulation, random: Random): void {
  const isAboutRoutes = random.chance(0.5);
  const share = random.between(0, 100);
  const pause = random.between(500, 20 * SECOND);
  const times = random.between(3, 40);
  told(simulation, `sets ${isAboutRoutes ? `${share} %` : 'the selector'} back ${times} times, each ${pause} ms`);
  again(times);

  function again(left: number): void {
    if (left === 0 || simulation.weather.isCalm) {
      return;
    }
    if (isAboutRoutes) {
      giveCanary(simulation, share);
    } else {
      simulation.edit(APEX, { spec: { selector: { app: NAME } } });
    }
    simulation.clock.quietly(pause, () => again(left - 1));
  }
}

function giveCanary(simulation: Simulation, share: number): void {
  const { split } = simulation.mesh;
  const found = liveSplit(simulation);
  if (found && split) {
    simulation.edit(found, split.edited(found, share));
  }
}
