import type { KubeObject, Ref } from '@flagger/api';
import { at, listOf, type Quality, type Random } from '@flagger/simulated-cluster';
import type { Mesh } from '../meshes.ts';
import { CANARY, NAME } from '../scenario.ts';
import { inTest } from '../service-names.ts';
import type { Simulation } from '../simulation.ts';

/** A Canary whose metrics tell a bad image from a good one. */
export function canaryOf(
  name: string,
  { mesh, target, random, service = NAME, analysis = {} }: Drawn,
): KubeObject & { readonly spec: object } {
  const metrics = [{ name: 'request-success-rate', interval: '1m', thresholdRange: { min: 99 } }];
  return {
    ...CANARY,
    metadata: { ...CANARY.metadata, name },
    spec: {
      provider: mesh.name,
      targetRef: { apiVersion: target.apiVersion, kind: target.kind, name: target.metadata.name },
      progressDeadlineSeconds: random.pick(60, 90),
      service: { port: 80, name: service, ...mesh.service },
      ...mesh.spec,
      analysis: {
        interval: '10s',
        threshold: random.between(1, 3),
        stepWeight: 30,
        maxWeight: 60,
        metrics,
        ...analysis,
      },
    },
  };
}

export interface Drawn {
  readonly mesh: Mesh;
  readonly target: Ref;
  /** What users call; as in all stories where it is absent. */
  readonly service?: string;
  /** What the analysis says beside. */
  readonly analysis?: object;
  readonly random: Random;
}

export const aQuality = (random: Random): Quality => random.pick('good', 'good', 'bad metrics', 'broken', 'slow');

/** Gives a target an image that never was there before; gives its name. */
export function releaseOf(simulation: Simulation, target: Ref, quality: Quality): string {
  const image = `podinfo:${simulation.qualities.size + 2}`;
  simulation.qualities.set(image, quality);
  simulation.story.tell('hand', () => `sets ${image} (${quality}) at ${target.kind} ${target.metadata.name}`);
  const live = simulation.server.get(target);
  const [container] = listOf(at(live?.spec, 'template', 'spec', 'containers'));
  simulation.edit(target, {
    spec: { template: { spec: { containers: [{ ...Object(container), name: 'main', image }] } } },
  });
  return image;
}

/** Nobody may write something for a while. */
export function refusing({ weather, clock, story }: Simulation, random: Random, what: string): void {
  const ms = random.between(5000, 180_000);
  story.tell('hand', () => `nobody may write ${what} for ${ms} ms`);
  weather.forbids(what);
  clock.quietly(ms, () => weather.allows(what));
}

/** A Deployment is without pods for a while. */
export function dying({ pods, story }: Simulation, random: Random, name: string): void {
  const ms = random.between(5000, 120_000);
  story.tell('hand', () => `all pods of ${name} are dead for ${ms} ms`);
  pods.flap(inTest('apps/v1', 'Deployment', name), ms, 0);
}
