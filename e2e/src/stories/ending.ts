import { image, replicas } from './podinfo.ts';
import type { Scene } from './scene.ts';

/** The hooks of a rollout whose calls are counted. */
export const HOOKS = ['pre-rollout', 'rollout', 'confirm-promotion', 'post-rollout'];

/** All that a rollout leaves behind: two that went the same way are equal. */
export interface Ending {
  /** Image and replicas of the primary, replicas of the target, weights. */
  readonly state: readonly unknown[];
  readonly events: readonly string[];
  /** How many different calls each hook got; a repeated one carries the same id. */
  readonly calls: Readonly<Record<string, number>>;
}

/** A Canary's webhooks that are answered by the scene. */
export const webhooksOf = (scene: Scene): readonly object[] =>
  HOOKS.map((type) => ({ name: type, type, url: `${scene.receiver}/${type}` }));

export async function endingOf(scene: Scene): Promise<Ending> {
  const ids = new Map(scene.calls.map(({ id, path }) => [id, path]));
  const calls = Object.fromEntries(
    HOOKS.map((hook) => [hook, [...ids.values()].filter((path) => path === `/${hook}`).length]),
  );
  return {
    state: [
      await image(scene, 'podinfo-primary'),
      await replicas(scene, 'podinfo-primary'),
      await replicas(scene, 'podinfo'),
      await scene.weights(),
    ],
    // how pods get ready is told as far as somebody was there to see it
    events: (await scene.events())
      .filter((message) => !message.includes('not ready: waiting'))
      .map((message) => message.replaceAll(`.${scene.namespace}`, ''))
      .toSorted(),
    calls,
  };
}
