import { specOf } from './facts.ts';
import { editAnalysis, editCanary, release, remove, setImage, told } from './hands.ts';
import { at } from './json.ts';
import type { Random } from './random.ts';
import { CANARY, CONFIG, PRIMARY, scenario } from './scenario.ts';
import type { Simulation } from './simulation.ts';

/**
 * Undoes what no operator can mend: opens the gates, brings the metrics server back, gives the Canary a spec that can
 * work.
 */
export function heal(simulation: Simulation, random: Random): void {
  const { outside, settings } = simulation;
  told(simulation, 'heals everything');
  outside.closed.clear();
  Object.assign(outside, { wantsRollback: false, isMetricsServerAway: false, flaky: 0, slow: 0 });
  if (!simulation.server.get(CANARY)) {
    simulation.put(scenario(random, settings.mesh).canary);
  }
  if (specOf(simulation.server.get(CANARY)).suspend === true) {
    editCanary(simulation, { suspend: false });
  }
  const analysis = specOf(simulation.server.get(CANARY)).analysis;
  const hasStrategy = ['iterations', 'stepWeight', 'stepWeights'].some((way) => at(analysis, way) !== undefined);
  if (!hasStrategy) {
    editAnalysis(simulation, random);
  }
}

/** A primary that was made of an image that cannot start stays what it is, as with Flagger: it is deleted by hand. */
export function startAnew(simulation: Simulation): void {
  release(simulation, 'good');
  remove(simulation, PRIMARY);
}

/** Gets a primary back as its event says: from what was promoted, configs and all. */
export function restorePrimary(simulation: Simulation): void {
  const image = simulation.facts.revisions.get(simulation.stage.promoted) ?? 'podinfo:1';
  const copy = simulation.server.get({
    ...CONFIG,
    metadata: { ...CONFIG.metadata, name: `${CONFIG.metadata.name}-primary` },
  });
  told(simulation, `sets ${image} and its config again, to get the primary back`);
  if (copy) {
    simulation.edit(CONFIG, { data: at(copy, 'data') });
  }
  setImage(simulation, image);
}
