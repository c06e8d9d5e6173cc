import { isJsonObject } from '@flagger/api';
import { named } from './cluster/names.ts';
import type { Quality } from './cluster/deployments.ts';
import { at, listOf } from './json.ts';
import type { Random } from './random.ts';
import { CANARY, CONFIG, drawnAnalysis, target, TARGET } from './scenario.ts';
import type { Simulation } from './simulation.ts';

/** Sets an image that never was there before; gives its name. */
export function release(simulation: Simulation, quality: Quality): string {
  const image = `podinfo:${simulation.qualities.size + 2}`;
  simulation.qualities.set(image, quality);
  simulation.story.tell('hand', () => `sets ${image} (${quality})`);
  setImage(simulation, image);
  return image;
}

export function setImage(simulation: Simulation, image: string): void {
  const live = simulation.server.get(TARGET);
  const containers = at(live?.spec, 'template', 'spec', 'containers');
  const kept = listOf(containers).filter(isJsonObject)[0];
  simulation.edit(TARGET, { spec: { template: { spec: { containers: [{ ...kept, name: 'main', image }] } } } });
}

/** What a person does, for the story. */
export const told = (simulation: Simulation, what: string): void => simulation.story.tell('hand', () => what);

/** Edits the spec of the Canary. */
export function editCanary(simulation: Simulation, spec: object): void {
  told(simulation, `edits the canary: ${JSON.stringify(spec)}`);
  simulation.edit(CANARY, { spec });
}

/** Gives the Canary another strategy. */
export function editAnalysis(simulation: Simulation, random: Random): void {
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
  editCanary(simulation, { analysis: { ...none, ...drawnAnalysis(random, simulation.settings.mesh) } });
}

/** Deletes an object, whatever it is. */
export function remove(simulation: Simulation, ref: typeof TARGET): void {
  told(simulation, `deletes ${named(ref)}`);
  simulation.server.remove(ref, 'hand');
}

/** Applies the target again, as its owner has it in a file. */
export function restoreTarget(simulation: Simulation, image: string): void {
  if (simulation.server.get(TARGET)) {
    return;
  }
  told(simulation, `creates the target with ${image}`);
  simulation.put(target(image, 2, simulation.server.get(CONFIG) !== undefined));
}

/** Deletes the Canary and applies it again. */
export function recreateCanary(simulation: Simulation, random: Random): void {
  const live = simulation.server.get(CANARY);
  if (!live) {
    return;
  }
  remove(simulation, CANARY);
  simulation.clock.quietly(random.between(0, 10_000), () => {
    told(simulation, 'creates the canary');
    simulation.put({ ...CANARY, spec: live.spec });
  });
}
