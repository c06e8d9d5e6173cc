import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { good, hook, image, metrics, newImage, reply, success, unreachable } from './builders.ts';
import { golden } from './golden.ts';
import { tell, type Plot } from './tell.ts';

const here = dirname(fileURLToPath(import.meta.url));

const STORIES: Record<string, Plot> = {
  promoted: { analysis: { stepWeight: 20, maxWeight: 60, metrics }, events: [newImage], find: good, seconds: 120 },
  'rolled-back': {
    analysis: { stepWeight: 20, maxWeight: 60, metrics },
    events: [newImage],
    find: (question, second) => (question.what === 'check' && second > 45 ? [success(87.25)] : good(question, second)),
    seconds: 120,
  },
  'metrics-server-away-and-back': {
    analysis: { stepWeight: 30, maxWeight: 60, metrics },
    events: [newImage],
    find: (question, second) =>
      question.what === 'check' && second > 40 && second < 75 ? [unreachable] : good(question, second),
    seconds: 150,
  },
  'metrics-server-away-for-good': {
    analysis: { stepWeight: 30, maxWeight: 60, metrics },
    spec: { progressDeadlineSeconds: 60 },
    events: [newImage],
    find: (question, second) => (question.what === 'check' ? [unreachable] : good(question, second)),
    seconds: 200,
  },
  'newer-revision-during-run': {
    analysis: { stepWeight: 20, maxWeight: 60, metrics },
    events: [newImage, { at: 55, what: 'a newer image', does: image('v3') }],
    find: good,
    seconds: 150,
  },
  'set-back-during-run': {
    analysis: { stepWeight: 20, maxWeight: 60, metrics },
    events: [newImage, { at: 55, what: 'the promoted image again', does: image('v1') }],
    find: good,
    seconds: 100,
  },
  'weights-edited-by-hand': {
    analysis: { stepWeight: 20, maxWeight: 60, metrics },
    events: [
      newImage,
      {
        at: 37,
        what: 'somebody sets the weights to 30/70',
        does: (scene) => {
          scene.routes = { primary: 30, canary: 70, mirrored: false };
        },
      },
    ],
    find: good,
    seconds: 100,
  },
  'pre-rollout-fails-once': {
    analysis: {
      stepWeight: 50,
      maxWeight: 50,
      metrics,
      webhooks: [hook('pre-rollout', 'smoke'), hook('post-rollout', 'report')],
    },
    events: [newImage],
    find: (question, second) =>
      question.what === 'pre-rollout'
        ? [reply(hook('pre-rollout', 'smoke'), second > 35)]
        : question.what === 'post-rollout'
          ? [reply(hook('post-rollout', 'report'), true)]
          : good(question, second),
    seconds: 120,
  },
  'step-weights-mirror-and-slow-promotion': {
    analysis: { stepWeights: [10, 60], mirror: true, stepWeightPromotion: 40, metrics },
    events: [newImage],
    find: good,
    seconds: 120,
  },
  'ab-test-with-gate': {
    analysis: {
      iterations: 2,
      match: [{ headers: { 'x-canary': { exact: 'insider' } } }],
      metrics,
      webhooks: [hook('confirm-promotion', 'gate')],
    },
    events: [newImage],
    find: (question, second) =>
      question.what === 'confirm-promotion'
        ? [reply(hook('confirm-promotion', 'gate'), second > 75)]
        : good(question, second),
    seconds: 150,
  },
  'ab-test-where-all-or-none-match': {
    analysis: {
      iterations: 1,
      match: [{ headers: { 'x-canary': { exact: 'insider' } } }],
      stepWeightPromotion: 40,
      metrics,
    },
    mesh: { weights: true, mirror: false, match: true, sharesOfMatch: false, sticky: false },
    events: [newImage],
    find: good,
    seconds: 120,
  },
  'blue-green-mirrored': {
    analysis: { iterations: 2, mirror: true, metrics },
    events: [newImage],
    find: good,
    seconds: 120,
  },
  'blue-green-without-a-mesh': {
    analysis: { iterations: 2, metrics },
    mesh: { weights: false, mirror: false, match: false, sticky: false },
    events: [newImage],
    find: good,
    seconds: 120,
  },
  'more-asked-than-the-mesh-can-do': {
    analysis: { stepWeight: 50, metrics },
    mesh: { weights: false, mirror: false, match: false, sticky: false },
    warnings: [
      'Progressive traffic is not supported when using the kubernetes provider',
      'Setting canaryAnalysis.iterations: 10',
    ],
    events: [newImage],
    find: (question, second) => (question.what === 'check' && second > 50 ? [success(87.25)] : good(question, second)),
    seconds: 120,
  },
  'confirm-rollout-closed-then-open': {
    analysis: { stepWeight: 50, maxWeight: 50, metrics, webhooks: [hook('confirm-rollout', 'gate')] },
    events: [newImage],
    find: (question, second) =>
      question.what === 'confirm-rollout'
        ? [reply(hook('confirm-rollout', 'gate'), second > 55)]
        : good(question, second),
    seconds: 120,
  },
  'traffic-increase-gate': {
    analysis: { stepWeight: 50, maxWeight: 50, metrics, webhooks: [hook('confirm-traffic-increase', 'step')] },
    events: [newImage],
    find: (question, second) =>
      question.what === 'confirm-traffic-increase'
        ? [reply(hook('confirm-traffic-increase', 'step'), second > 60)]
        : good(question, second),
    seconds: 120,
  },
  'rollback-hook-says-so': {
    analysis: { stepWeight: 20, maxWeight: 60, metrics, webhooks: [hook('rollback', 'panic')] },
    events: [newImage],
    find: (question, second) =>
      question.what === 'rollback' ? [reply(hook('rollback', 'panic'), second > 50)] : good(question, second),
    seconds: 120,
  },
  'analysis-skipped': {
    analysis: { stepWeight: 20, metrics },
    spec: { skipAnalysis: true },
    events: [newImage],
    find: good,
    seconds: 80,
  },
  'canary-never-ready': {
    analysis: { stepWeight: 20, maxWeight: 60, metrics },
    events: [
      {
        at: 30,
        what: 'an image that cannot start',
        does: (scene) => {
          image('v2')(scene);
          scene.podSeconds = 1000;
        },
      },
      {
        at: 60,
        what: 'the deadline passes',
        does: (scene) => {
          scene.target = scene.target && {
            ...scene.target,
            isServing: false,
            state: { state: 'stuck', message: 'deployment "podinfo" exceeded its progress deadline' },
          };
        },
      },
    ],
    find: good,
    seconds: 100,
  },
  'primary-never-ready-after-promotion': {
    analysis: { stepWeight: 50, maxWeight: 50, metrics },
    events: [
      newImage,
      {
        at: 40,
        what: 'pods of the primary will not start',
        does: (scene) => {
          scene.podSeconds = 1000;
        },
      },
      {
        at: 70,
        what: 'the deadline passes',
        does: (scene) => {
          scene.primary = scene.primary && {
            ...scene.primary,
            state: { state: 'stuck', message: 'deployment "podinfo-primary" exceeded its progress deadline' },
          };
        },
      },
    ],
    find: good,
    seconds: 100,
  },
};

describe('a rollout, told', () => {
  it.each(Object.entries(STORIES))('%s', (name, plot) => {
    const story = tell(plot);
    expect(story).toBe(golden(here, name, story));
  });

  it('is the same when told again', () => {
    const plot = STORIES['promoted'];
    expect(plot && tell(plot)).toBe(plot && tell(plot));
  });
});
