import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FINALIZER } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { good, image, newImage, pods, podsTake, success, weights } from './builders.ts';
import { golden } from './golden.ts';
import { tell, type Plot, type Scene } from './tell.ts';

const here = dirname(fileURLToPath(import.meta.url));
const held = { finalizers: [FINALIZER] };
const revert = { revertOnDeletion: true };

const deleted = (at: number) => ({
  at,
  what: 'the Canary is deleted',
  does: (scene: Scene) => {
    scene.metadata = { ...scene.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' };
  },
});
/** Another name has routes and an apex service of its own. */
const renamed = (at: number, name = 'podinfo-api') => ({
  at,
  what: `the service is called ${name}`,
  does: (scene: Scene) => {
    scene.spec = { ...scene.spec, service: { ...scene.spec.service, name } };
    Object.assign(scene, { former: scene.routes, routes: undefined, isApexOnPrimary: false });
  },
});

/** How a Canary goes away, or moves, without anybody being left where nothing serves. */
const PLOTS: Record<string, Plot> = {
  'a deletion gives the users to the target and lets go': {
    analysis: weights,
    spec: revert,
    events: [deleted(30)],
    find: good,
    seconds: 90,
  },
  'a deletion during a run': {
    analysis: weights,
    spec: revert,
    events: [newImage, deleted(45)],
    find: good,
    seconds: 90,
  },
  'a deletion waits for a target that does not start': {
    analysis: weights,
    spec: revert,
    events: [
      { at: 20, what: 'pods do not start any more', does: podsTake(100_000) },
      deleted(30),
      { at: 400, what: 'the pods start', does: pods('target', true) },
    ],
    find: good,
    seconds: 450,
  },
  'a deletion whose primary dies before the target is ready': {
    analysis: weights,
    spec: revert,
    events: [newImage, { at: 45, what: 'the primary dies', does: pods('primary', false) }, deleted(46)],
    find: good,
    seconds: 90,
  },
  'a deletion of the Canary and its target': {
    analysis: weights,
    spec: revert,
    events: [
      {
        at: 30,
        what: 'the target is deleted',
        does: (scene) => {
          scene.target = undefined;
        },
      },
      deleted(30),
    ],
    find: good,
    seconds: 60,
  },
  'a deletion before anything was taken': {
    analysis: weights,
    spec: revert,
    metadata: { ...held, deletionTimestamp: '2026-01-01T00:00:00Z' },
    seconds: 30,
  },
  'a deletion while the operator is down, in the middle of it too': {
    analysis: weights,
    spec: revert,
    events: [
      deleted(30),
      {
        at: 38,
        what: 'the operator starts anew',
        does: (scene) => {
          scene.isAnew = true;
        },
      },
    ],
    find: good,
    seconds: 90,
  },
  'the finalizer of a Canary that is not to be reverted any more': {
    analysis: weights,
    spec: revert,
    events: [
      {
        at: 30,
        what: 'revertOnDeletion is false',
        does: (scene) => {
          scene.spec = { ...scene.spec, revertOnDeletion: false };
        },
      },
    ],
    find: good,
    seconds: 60,
  },
  'the finalizer that Flagger left on a Canary that is deleted': {
    analysis: weights,
    metadata: { ...held, deletionTimestamp: '2026-01-01T00:00:00Z' },
    status: { phase: 'Succeeded', lastAppliedSpec: 'sha256:v1' },
    seconds: 30,
  },
  'a rename during a run: all to the primary, and anew under the new name': {
    analysis: weights,
    events: [newImage, renamed(45)],
    find: good,
    seconds: 160,
  },
  'a rename while nothing runs': {
    analysis: weights,
    events: [renamed(30), { at: 60, what: 'a new image', does: image('v2') }],
    find: good,
    seconds: 160,
  },
  'a rename of a canary that fails: nobody stays on it under the former name': {
    analysis: weights,
    events: [newImage, renamed(45)],
    find: (question, second) => (question.what === 'check' && second > 44 ? [success(80)] : good(question, second)),
    seconds: 160,
  },
  'a rename while the new routes are refused: nothing is let go': {
    analysis: weights,
    events: [
      newImage,
      {
        at: 44,
        what: 'the API server refuses routes',
        does: (scene) => {
          scene.refuses = { ensureRoutes: 'VirtualService podinfo-api.test: hosts are taken' };
        },
      },
      renamed(45),
      {
        at: 90,
        what: 'the API server takes them',
        does: (scene) => {
          scene.refuses = {};
        },
      },
    ],
    find: good,
    seconds: 130,
  },
};

describe('a Canary that goes away or moves, told', () => {
  it.each(Object.entries(PLOTS))('%s', (name, plot) => {
    const story = tell(plot);
    expect(story).toBe(golden(`${here}/leaving`, name.replace(/[^a-z0-9]+/gi, '-').toLowerCase(), story));
  });
});
