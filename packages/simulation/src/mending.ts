import { uncountable, type Canary } from '@flagger/api';
import { at, numberAt, type Random } from '@flagger/simulated-cluster';
import { healComparison } from './comparing/compared.ts';
import { resume } from './asks.ts';
import { specOf } from './facts.ts';
import { editAnalysis, editCanary, release, moveTo, remove, setImage, told } from './hands.ts';
import { readable } from './invariants/lasting.ts';
import type { Mesh } from './meshes.ts';
import { lacksPort } from './named-port.ts';
import { CANARY, CONFIG, config, PRIMARY, scaler, scenario, TARGET } from './scenario.ts';
import type { Simulation } from './simulation.ts';

/**
 * Undoes what no operator can mend: opens the gates, brings the metrics server back, gives the Canary a spec that can
 * work.
 */
export function heal(simulation: Simulation, random: Random): void {
  const { outside, settings } = simulation;
  told(simulation, 'heals everything');
  outside.closed.clear();
  // a run must end with slow answers as well
  outside.takes = random.chance(0.7) ? undefined : outside.takes;
  simulation.awayUntil = 0;
  Object.assign(outside, { wantsRollback: false, isMetricsServerAway: false, flaky: 0, slow: 0 });
  if (!simulation.server.get(CANARY)) {
    simulation.put(scenario(random, settings.mesh).canary);
  }
  comeBack(simulation);
  resume(simulation);
  restoreOthers(simulation);
  if (specOf(simulation.server.get(CANARY)).suspend === true) {
    editCanary(simulation, { suspend: false });
  }
  const analysis = specOf(simulation.server.get(CANARY)).analysis;
  const hasStrategy = ['iterations', 'stepWeight', 'stepWeights'].some((way) => at(analysis, way) !== undefined);
  const live = simulation.server.get(CANARY);
  const canary = live && readable(live);
  // what was drawn for another mesh, its own may refuse
  const isRefused = canary !== undefined && !isFit(canary, simulation.mesh);
  if (!hasStrategy || isRefused) {
    editAnalysis(simulation, random);
  }
  healComparison(simulation);
}

/** Whether the mesh can do what the Canary says. */
const isFit = (canary: Canary, { provider }: Mesh): boolean =>
  [...provider.problems(canary), ...uncountable(canary, provider)].length === 0;

/** A Canary whose mesh cannot do what it says, or that only tried another one, names its own again. */
function comeBack(simulation: Simulation): void {
  const { settings, mesh, server } = simulation;
  const live = server.get(CANARY);
  const canary = live && readable(live);
  if (mesh !== settings.mesh && !(canary && isFit(canary, mesh))) {
    moveTo(simulation, settings.mesh);
  }
}

/** Brings back what a Canary and its target need, and pods of the primary. */
export function restoreOthers(simulation: Simulation): void {
  const { server } = simulation;
  if (at(specOf(server.get(CANARY)), 'autoscalerRef') !== undefined) {
    simulation.put(scaler());
  }
  if (JSON.stringify(server.get(TARGET) ?? {}).includes('configMapRef')) {
    simulation.put(config('one'));
  }
  if (numberAt(server.get(PRIMARY)?.spec, 'replicas') === 0) {
    simulation.edit(PRIMARY, { spec: { replicas: 1 } });
  }
  if (at(specOf(server.get(CANARY)), 'service', 'name') !== undefined) {
    editCanary(simulation, { service: { name: null } });
  }
  if (lacksPort(server.get(CANARY), server.get(TARGET))) {
    editCanary(simulation, { service: { targetPort: null } });
  }
  if (at(specOf(server.get(CANARY)), 'analysis', 'interval') === 'ten') {
    editCanary(simulation, { analysis: { interval: '10s' } });
  }
}

/** A primary that was made of an image that cannot start stays what it is, as with Flagger: it is deleted by hand. */
export function startAnew(simulation: Simulation): void {
  release(simulation, 'good');
  if (simulation.facts.released.hasParts) {
    remove(simulation, PRIMARY);
  }
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
