import { isJsonObject, type KubeObject, type Ref } from '@flagger/api';
import { at, listOf, named, type Quality, type Random } from '@flagger/simulated-cluster';
import { editedSplit } from './edited-split.ts';
import type { Mesh } from './meshes.ts';
import { CANARY, CONFIG, drawnAnalysis } from './scenario.ts';
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
  const { target } = simulation.facts.released;
  const live = simulation.server.get(target);
  const containers = at(live?.spec, 'template', 'spec', 'containers');
  const kept = listOf(containers).filter(isJsonObject)[0];
  simulation.edit(target, { spec: { template: { spec: { containers: [{ ...kept, name: 'main', image }] } } } });
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
  editCanary(simulation, { analysis: { ...none, ...drawnAnalysis(random, simulation.mesh) } });
}

/** Has the Canary name another mesh, with what that one wants it to say. */
export function moveTo(simulation: Simulation, mesh: Mesh): void {
  mesh.there?.forEach((object) => simulation.put(object));
  editCanary(simulation, { provider: mesh.name, service: mesh.service, ...mesh.spec });
}

/** Deletes an object, whatever it is. */
export function remove(simulation: Simulation, ref: Ref): void {
  told(simulation, `deletes ${named(ref)}`);
  simulation.server.remove(ref, 'hand');
}

/** Applies the target again, as its owner has it in a file. */
export function restoreTarget(simulation: Simulation, image: string): void {
  const { target, made } = simulation.facts.released;
  if (simulation.server.get(target)) {
    return;
  }
  told(simulation, `creates the target with ${image}`);
  simulation.put(made(image, 2, simulation.server.get(CONFIG) !== undefined));
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

/** What splits the users now, where it is there. */
export function liveSplit({ server, mesh }: Simulation): KubeObject | undefined {
  const ref = editedSplit(server.get(CANARY), mesh);
  return ref && server.get(ref);
}
