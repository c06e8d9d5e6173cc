import type { Verb } from '@flagger/api';
import type { Scene } from './plot.ts';

/** Somebody annotates the Canary at a second, as kubectl does it. */
export const asks = (at: number, verb: Verb | 'pause', value: string) => ({
  at,
  what: `kubectl annotate canary podinfo --overwrite flagger.app/${verb}='${value}'`,
  does: (scene: Scene) => {
    const name = `flagger.app/${verb}`;
    scene.metadata = { ...scene.metadata, annotations: { ...scene.metadata.annotations, [name]: value } };
  },
});

/** Somebody takes the annotation away. */
export const takesBack = (at: number, verb: Verb | 'pause') => ({
  at,
  what: `kubectl annotate canary podinfo flagger.app/${verb}-`,
  does: (scene: Scene) => {
    const { [`flagger.app/${verb}`]: _, ...annotations } = scene.metadata.annotations ?? {};
    scene.metadata = { ...scene.metadata, annotations };
  },
});
