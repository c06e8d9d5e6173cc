import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { good, hook, image, newImage, pods, reply, success, weights } from './builders.ts';
import { FAILED_PROMOTIONS } from './failed-promotions.ts';
import { golden } from './golden.ts';
import { PRIMARIES } from './primaries.ts';
import { tell, type Plot, type Scene } from './tell.ts';
import { UNINSTALLED } from './uninstalled.ts';

const here = dirname(fileURLToPath(import.meta.url));
const refused = (scene: Scene): void => {
  scene.problems = [{ field: 'spec.analysis.metrics[0].name', found: '"sucess"', allowed: 'request-success-rate' }];
};

/** What was found to leave somebody on a broken version, or to hold a run for ever. */
const FAULTS: Record<string, Plot> = {
  'a hook that takes longer than the interval, and a gate that is closed at first': {
    analysis: { ...weights, webhooks: [hook('rollout', 'load'), hook('confirm-promotion', 'gate')] },
    events: [newImage],
    takes: ({ what }) => (what === 'check' ? 12 : 0.1),
    find: (question, second) =>
      question.what === 'confirm-promotion'
        ? [reply(hook('confirm-promotion', 'gate'), second > 130)]
        : good(question, second),
    seconds: 240,
  },
  'two questions of one check that take longer than the interval': {
    analysis: { ...weights, webhooks: [hook('rollback', 'panic'), hook('rollout', 'load')] },
    events: [newImage],
    takes: ({ what }) => (what === 'metrics-online' ? 0.1 : 8),
    find: (question, second) =>
      question.what === 'rollback' ? [reply(hook('rollback', 'panic'), false)] : good(question, second),
    seconds: 160,
  },
  'a metric that is mistyped during the run: ended at the deadline': {
    analysis: weights,
    spec: { progressDeadlineSeconds: 30 },
    events: [newImage, { at: 45, what: 'the name of a metric is mistyped', does: refused }],
    find: good,
    seconds: 120,
  },
  'a metric that is mistyped during the run: the rollback hook is heard': {
    analysis: { ...weights, webhooks: [hook('rollback', 'panic')] },
    events: [newImage, { at: 45, what: 'the name of a metric is mistyped', does: refused }],
    find: (question, second) =>
      question.what === 'rollback' ? [reply(hook('rollback', 'panic'), second > 70)] : good(question, second),
    seconds: 120,
  },
  'a metric that is mistyped during the run: another image gets nobody': {
    analysis: weights,
    events: [
      newImage,
      { at: 45, what: 'the name of a metric is mistyped', does: refused },
      { at: 60, what: 'another image', does: image('v3') },
    ],
    find: good,
    seconds: 90,
  },
  'a metric that is mistyped during a rollback: nobody gets back to what failed': {
    analysis: { ...weights, threshold: 1 },
    events: [newImage, { at: 48, what: 'the name of a metric is mistyped', does: refused }],
    find: (question, second) => (question.what === 'check' ? [success(80)] : good(question, second)),
    seconds: 90,
  },
  'a target that is deleted during the run': {
    analysis: weights,
    spec: { progressDeadlineSeconds: 30 },
    events: [
      newImage,
      {
        at: 45,
        what: 'the target is deleted',
        does: (scene) => {
          scene.target = undefined;
        },
      },
    ],
    find: good,
    seconds: 120,
  },
  'an autoscaler that is gone: checks go on and roll back': {
    analysis: weights,
    spec: { autoscalerRef: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'podinfo' } },
    events: [
      newImage,
      {
        at: 40,
        what: 'the autoscaler is deleted',
        does: (scene) => {
          scene.refuses = { ensureScaler: 'HorizontalPodAutoscaler podinfo.test not found' };
        },
      },
    ],
    find: (question, second) => (question.what === 'check' && second > 60 ? [success(80)] : good(question, second)),
    seconds: 120,
  },
  'an autoscaler that was gone before the release: mended within its deadline': {
    analysis: weights,
    spec: {
      progressDeadlineSeconds: 60,
      autoscalerRef: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'podinfo' },
    },
    events: [
      {
        at: 90,
        what: 'the autoscaler is deleted',
        does: (scene) => {
          scene.refuses = { ensureScaler: 'HorizontalPodAutoscaler podinfo.test not found' };
        },
      },
      { ...newImage, at: 100 },
      {
        at: 130,
        what: 'the autoscaler is back',
        does: (scene) => {
          scene.refuses = {};
        },
      },
    ],
    find: good,
    seconds: 220,
  },
  'an autoscaler that is missing at the beginning: the target serves on': {
    analysis: weights,
    spec: {
      progressDeadlineSeconds: 60,
      autoscalerRef: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'podinfo' },
    },
    events: [
      {
        at: 0,
        what: 'there is no autoscaler',
        does: (scene) => {
          scene.refuses = { ensureScaler: 'HorizontalPodAutoscaler podinfo.test not found' };
        },
      },
      {
        at: 60,
        what: 'the autoscaler is made',
        does: (scene) => {
          scene.refuses = {};
        },
      },
    ],
    find: good,
    seconds: 90,
  },
  'a primary that cannot be written: ended at the deadline': {
    analysis: weights,
    spec: { progressDeadlineSeconds: 30 },
    events: [
      newImage,
      {
        at: 40,
        what: 'a quota',
        does: (scene) => {
          scene.refuses = { promote: 'replacing Deployment podinfo-primary.test: exceeded quota' };
        },
      },
    ],
    find: good,
    seconds: 150,
  },
  'events that are refused stop nothing': {
    analysis: weights,
    events: [
      newImage,
      {
        at: 40,
        what: 'events are refused',
        does: (scene) => {
          scene.refuses = { event: 'events is forbidden' };
        },
      },
    ],
    find: good,
    seconds: 120,
  },
  'a canary in a crash loop loses its users, and gets them again': {
    analysis: { ...weights, interval: '30s' },
    events: [
      newImage,
      { at: 45, what: 'the pods of the canary crash', does: pods('target', false) },
      { at: 60, what: 'they are back', does: pods('target', true) },
    ],
    find: good,
    seconds: 160,
  },
  'a primary that dies during the run leaves its users to the canary': {
    analysis: weights,
    events: [
      newImage,
      { at: 45, what: 'the pods of the primary crash', does: pods('primary', false) },
      { at: 75, what: 'they are back', does: pods('primary', true) },
    ],
    find: good,
    seconds: 150,
  },
  'a rollback waits for a primary that has pods': {
    analysis: weights,
    events: [
      newImage,
      { at: 46, what: 'the pods of the primary crash', does: pods('primary', false) },
      { at: 90, what: 'they are back', does: pods('primary', true) },
    ],
    find: (question, second) => (question.what === 'check' && second > 40 ? [success(80)] : good(question, second)),
    seconds: 150,
  },
  'a rollback whose routes somebody keeps changing: set back ever more rarely': {
    analysis: { ...weights, threshold: 1 },
    events: [
      newImage,
      ...Array.from({ length: 20 }, (_, index) => ({
        at: 48 + 3 * index,
        what: 'somebody sets the weights to 50/50',
        does: (scene: Scene) => {
          scene.routes = { primary: 50, canary: 50, mirrored: false };
        },
      })),
    ],
    find: (question, second) => (question.what === 'check' ? [success(80)] : good(question, second)),
    seconds: 300,
  },
  'a promotion whose primary dies: who is on a target that rolls back meanwhile stays there': {
    analysis: weights,
    events: [
      newImage,
      { at: 60, what: 'the pods of the primary crash', does: pods('primary', false) },
      { at: 70, what: 'the former image', does: image('v1') },
      { at: 90, what: 'the pods of the primary are back', does: pods('primary', true) },
    ],
    find: good,
    seconds: 150,
  },
  ...FAILED_PROMOTIONS,
  ...PRIMARIES,
  ...UNINSTALLED,
};

describe('a fault, told', () => {
  it.each(Object.entries(FAULTS))('%s', (name, plot) => {
    const story = tell(plot);
    expect(story).toBe(golden(`${here}/faults`, name.replace(/[^a-z0-9]+/gi, '-').toLowerCase(), story));
  });
});
