import { good, image, newImage, podsTake, STUCK, weights } from './builders.ts';
import type { Plot, Scene } from './plot.ts';

const NO_SURGE = 'waiting for rollout to finish: 0 out of 1 new replicas have been updated';

/** The primary serves on with its former pods, and no new one comes. */
const cannotSurge = (state: 'waking' | 'stuck') => (scene: Scene) => {
  scene.primary = scene.primary && { ...scene.primary, isServing: true, state: { state, message: NO_SURGE } };
};

/** What comes of a primary whose new pods do not come. */
export const PRIMARIES: Record<string, Plot> = {
  'a first primary that never gets ready: the target serves on, and is copied again when it is mended': {
    analysis: weights,
    podSeconds: 10_000,
    events: [
      {
        at: 60,
        what: 'the deadline passes',
        does: (scene) => {
          scene.primary = scene.primary && { ...scene.primary, state: STUCK };
        },
      },
      {
        at: 100,
        what: 'the target is mended',
        does: (scene) => {
          podsTake(2)(scene);
          image('v2')(scene);
        },
      },
    ],
    find: good,
    seconds: 150,
  },
  'a promotion that cannot surge: ended at the deadline with all users on what was analysed': {
    analysis: weights,
    events: [
      newImage,
      { at: 50, what: 'a quota leaves no room for one more pod', does: podsTake(10_000) },
      { at: 58, what: 'the primary serves on with what it had', does: cannotSurge('waking') },
      { at: 120, what: 'the deadline passes', does: cannotSurge('stuck') },
    ],
    find: good,
    seconds: 200,
  },
};
