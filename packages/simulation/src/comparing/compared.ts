import type { KubeObject } from '@flagger/api';
import { at, imageOf, numberAt, Random } from '@flagger/simulated-cluster';
import { specOf } from '../facts.ts';
import { editCanary, told } from '../hands.ts';
import type { Mesh } from '../meshes.ts';
import { CANARY } from '../scenario.ts';
import type { Simulation } from '../simulation.ts';
import { targetOf } from '../sides.ts';

/** What is compared in a story. Drawn apart from all else, so that stories without a comparison stay what they are. */
export interface Comparing {
  readonly canary: KubeObject;
  /** What happens to the comparison some time later. */
  readonly begin: (simulation: Simulation) => void;
}

const MINUTE = 60_000;

/** Some Canaries that are released by weights are compared with their primary, at once or from some moment on. */
export function compared(
  canary: KubeObject,
  { seed, mesh }: { readonly seed: number; readonly mesh: Mesh },
): Comparing {
  const random = new Random(seed ^ 0xc0de);
  if (!random.chance(0.4) || !isComparable(canary, mesh)) {
    return { canary, begin: serve };
  }
  const analysis = { ...withComparison(random) };
  const isLater = random.chance(0.2);
  const forgets = random.chance(0.15);
  const { spec } = canary;
  const begin = (simulation: Simulation): void => {
    serve(simulation);
    if (isLater) {
      simulation.clock.quietly(random.between(0, 8 * MINUTE), () => editIfComparable(simulation, analysis));
    }
    if (forgets) {
      simulation.clock.quietly(random.between(0, 8 * MINUTE), () => withOlderCrd(simulation));
    }
  };
  const own = { ...specOf(canary), analysis: { ...asObject(at(spec, 'analysis')), ...analysis } };
  return { canary: isLater ? canary : { ...canary, spec: own }, begin };
}

/** What users get is what will be counted. */
function serve(simulation: Simulation): void {
  const { server, settings, facts, clock, qualities } = simulation;
  server.onChange(() => {
    const { share, isMirrored } = facts.traffic;
    const isWorse = qualities.get(imageOf(targetOf(simulation))) === 'bad metrics';
    settings.requests.servedSince(clock.now(), { share, isMirrored, isWorse });
  });
}

/** Whatever was not decided by the end of the weights is promoted from now on, and the CRD is of this version. */
export function healComparison(simulation: Simulation): void {
  simulation.weather.prunes = false;
  simulation.facts.hasOlderCrd = false;
  if (at(specOf(simulation.server.get(CANARY)), 'analysis', 'compare') !== undefined) {
    editCanary(simulation, { analysis: { compare: { undecided: 'promote' } } });
  }
}

function withComparison(random: Random): object {
  const compare = {
    warmUp: random.pick('0s', '5s', '30s'),
    worseThan: 2,
    ...random.pick<object>({}, { undecided: 'promote' }, { undecided: 'wait', waitAtMost: '3m' }, { dryRun: true }),
  };
  const threshold = random.chance(0.3) ? { interval: '1m', thresholdRange: { min: 99 } } : {};
  return { compare, metrics: [{ name: 'request-success-rate', compare: {}, ...threshold }] };
}

/** By weights, of which the first leaves the primary some requests. */
function isComparable(canary: KubeObject, { provider }: Mesh): boolean {
  const analysis = at(canary.spec, 'analysis');
  const first = numberAt(analysis, 'stepWeight') || numberAt(analysis, 'stepWeights', 0);
  const isByWeights = provider.capabilities.weights && numberAt(analysis, 'iterations') <= 0;
  return provider.counters !== undefined && isByWeights && first > 0 && first < 100;
}

function editIfComparable(simulation: Simulation, analysis: object): void {
  const live = simulation.server.get(CANARY);
  if (live && !simulation.weather.isCalm && isComparable(live, simulation.settings.mesh)) {
    editCanary(simulation, { analysis });
  }
}

function withOlderCrd(simulation: Simulation): void {
  if (!simulation.weather.isCalm) {
    told(simulation, 'applies an older CRD');
    simulation.weather.prunes = true;
    simulation.facts.hasOlderCrd = true;
  }
}

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});
