import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { failedPromotion, good, image, newImage, success, weights } from './builders.ts';
import { golden } from './golden.ts';
import type { Scene } from './plot.ts';
import { tell, type Plot } from './tell.ts';

const here = dirname(fileURLToPath(import.meta.url));

const mesh = { sticky: true };
const sessionAffinity = { cookieName: 'ring', maxAge: 60 };
const analysis = { ...weights, sessionAffinity };

const without = (scene: Scene): void => {
  const { sessionAffinity: _, ...rest } = scene.spec.analysis;
  scene.spec = { ...scene.spec, analysis: rest };
};

/** Clients that stay where they are, from the first user of a canary to the last. */
const STORIES: Record<string, Plot> = {
  'two releases, each with a cookie of its own': {
    mesh,
    analysis: { ...weights, sessionAffinity: { ...sessionAffinity, primaryCookieName: 'first' } },
    events: [newImage, { at: 120, what: 'another image', does: image('v3') }],
    find: good,
    seconds: 220,
  },
  'a rollback drops the cookie': {
    mesh,
    analysis,
    events: [newImage],
    find: (question, second) => (question.what === 'check' && second > 45 ? [success(87.25)] : good(question, second)),
    seconds: 120,
  },
  'a newer image drops the cookie of the one before': {
    mesh,
    analysis,
    events: [newImage, { at: 55, what: 'a newer image', does: image('v3') }],
    find: good,
    seconds: 85,
  },
  'the operator starts anew during a run': {
    mesh,
    analysis,
    events: [newImage, { at: 45, what: 'the operator starts anew', does: (scene) => void (scene.isAnew = true) }],
    find: good,
    seconds: 62,
  },
  'the cookie comes with the next step where it is asked for during a run, and goes at once': {
    mesh,
    analysis: weights,
    events: [
      newImage,
      {
        at: 45,
        what: 'session affinity is asked for',
        does: (scene) => {
          scene.spec = { ...scene.spec, analysis: { ...scene.spec.analysis, sessionAffinity } };
        },
      },
      { at: 58, what: 'session affinity is not asked for any more', does: without },
    ],
    find: good,
    seconds: 62,
  },
  'somebody takes the cookie out of the mesh': {
    mesh,
    analysis,
    events: [
      newImage,
      {
        at: 45,
        what: 'the cookie is taken out by hand',
        does: (scene) => void (scene.routes = { primary: 70, canary: 30, mirrored: false }),
      },
    ],
    find: good,
    seconds: 50,
  },
  'blue/green binds whom it switches over': {
    mesh,
    analysis: { iterations: 1, metrics: weights.metrics, sessionAffinity },
    events: [newImage],
    find: good,
    seconds: 90,
  },
  'an A/B test has no cookies': {
    mesh,
    analysis: {
      iterations: 1,
      match: [{ headers: { 'x-canary': { exact: 'insider' } } }],
      metrics: weights.metrics,
      sessionAffinity,
    },
    events: [newImage],
    find: good,
    seconds: 90,
  },
  'a mesh that cannot has no cookies': { analysis, events: [newImage], find: good, seconds: 90 },
  'without analysis there are no cookies': {
    mesh,
    analysis,
    spec: { skipAnalysis: true },
    events: [newImage],
    find: good,
    seconds: 90,
  },
  'users of a failed promotion stay bound': {
    mesh,
    analysis,
    events: failedPromotion(true, { what: 'a fix', revision: 'v3' }),
    find: good,
    seconds: 170,
  },
};

describe('sticky users', () => {
  it.each(Object.entries(STORIES))('%s', (name, plot) => {
    const told = tell(plot);
    expect(told).toBe(golden(`${here}/sticky`, name.replace(/[^a-z0-9]+/gi, '-').toLowerCase(), told));
  });
});
