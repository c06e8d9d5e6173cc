import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import {
  failedPromotion,
  good,
  hook,
  image,
  metrics,
  newImage,
  pods,
  podsTake,
  reply,
  STUCK,
  unreachable,
  weights,
} from './builders.ts';
import { golden } from './golden.ts';
import { tell, type Plot } from './tell.ts';

const here = dirname(fileURLToPath(import.meta.url));

/** What people change while a run is under way, or before it, and what is slow or away meanwhile. */
const EDITS: Record<string, Plot> = {
  'a newer image while users leave the canary step by step': {
    analysis: { ...weights, stepWeightPromotion: 20 },
    events: [newImage, { at: 78, what: 'a newer image', does: image('v3') }],
    find: good,
    seconds: 110,
  },
  'an A/B test that loses its matches while it waits': {
    analysis: {
      iterations: 1,
      match: [{ headers: { 'x-canary': { exact: 'insider' } } }],
      metrics,
      webhooks: [hook('confirm-promotion', 'gate')],
    },
    events: [
      newImage,
      {
        at: 60,
        what: 'the matches are removed',
        does: (scene) => {
          const { match: _, ...analysis } = scene.spec.analysis;
          scene.spec = { ...scene.spec, analysis };
        },
      },
    ],
    find: (question, second) =>
      question.what === 'confirm-promotion'
        ? [reply(hook('confirm-promotion', 'gate'), false)]
        : good(question, second),
    seconds: 90,
  },
  'fewer iterations during a blue/green run do not jump over the switch': {
    analysis: { iterations: 5, metrics },
    events: [
      newImage,
      {
        at: 62,
        what: 'iterations: 2',
        does: (scene) => {
          scene.spec = { ...scene.spec, analysis: { ...scene.spec.analysis, iterations: 2 } };
        },
      },
    ],
    find: good,
    seconds: 120,
  },
  'weights that are edited by hand while the gate is closed': {
    analysis: { ...weights, webhooks: [hook('confirm-promotion', 'gate')] },
    events: [
      newImage,
      {
        at: 75,
        what: 'somebody sets 0/100',
        does: (scene) => {
          scene.routes = { primary: 0, canary: 100, mirrored: false };
        },
      },
    ],
    find: (question, second) =>
      question.what === 'confirm-promotion'
        ? [reply(hook('confirm-promotion', 'gate'), second > 95)]
        : good(question, second),
    seconds: 130,
  },
  'a metrics server that is away while the operator is down': {
    analysis: weights,
    spec: { progressDeadlineSeconds: 60 },
    events: [
      newImage,
      {
        at: 140,
        what: 'the operator starts again',
        does: (scene) => {
          scene.isAnew = true;
        },
      },
    ],
    find: (question, second) =>
      question.what === 'check' && second > 45 && second < 150 ? [unreachable] : good(question, second),
    takes: ({ what }) => (what === 'check' ? 0.2 : 0.1),
    seconds: 220,
  },
  'a gate for more traffic stops no blue/green release': {
    analysis: { iterations: 1, metrics, webhooks: [hook('confirm-traffic-increase', 'more')] },
    events: [newImage],
    find: (question, second) =>
      question.what === 'confirm-traffic-increase'
        ? [reply(hook('confirm-traffic-increase', 'more'), false)]
        : good(question, second),
    seconds: 90,
  },
  'a target that was set back is no success to the hooks': {
    analysis: { ...weights, webhooks: [hook('post-rollout', 'report')] },
    events: [newImage, { at: 45, what: 'the promoted image again', does: image('v1') }],
    find: (question, second) =>
      question.what === 'post-rollout'
        ? [reply(hook('post-rollout', `report ${question.phase}`), true)]
        : good(question, second),
    seconds: 70,
  },
  'a first image that does not start': {
    analysis: weights,
    events: [
      {
        at: 1,
        what: 'the pods of the primary do not start',
        does: (scene) => {
          podsTake(1000)(scene);
          pods('primary', false, STUCK)(scene);
        },
      },
      {
        at: 30,
        what: 'a fix',
        does: (scene) => {
          podsTake(2)(scene);
          image('v1.1')(scene);
        },
      },
    ],
    find: good,
    seconds: 60,
  },
  'a promotion that failed: a fix, while the primary still serves': {
    analysis: weights,
    events: failedPromotion(true, { what: 'a fix', revision: 'v3' }),
    find: good,
    seconds: 170,
  },
};

describe('an edit, told', () => {
  it.each(Object.entries(EDITS))('%s', (name, plot) => {
    const story = tell(plot);
    expect(story).toBe(golden(`${here}/faults`, name.replace(/[^a-z0-9]+/gi, '-').toLowerCase(), story));
  });
});
