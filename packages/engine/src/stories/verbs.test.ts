import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { asks, takesBack } from './asking.ts';
import { good, hook, image, newImage, pods, podsTake, reply, STUCK, success, weights } from './builders.ts';
import { golden } from './golden.ts';
import { tell, type Plot } from './tell.ts';

const here = dirname(fileURLToPath(import.meta.url));
const bad: NonNullable<Plot['find']> = (question, second) =>
  question.what === 'check' ? [success(87)] : good(question, second);
const ten = Array.from({ length: 10 }, (_, index) => asks(45 + index, 'abort', `r${index} by anna`));
const mistake = [{ field: 'spec.analysis.metrics[0].interval', found: 'x', allowed: 'a duration' }];

const VERBS: Record<string, Plot> = {
  'promote now': {
    analysis: weights,
    events: [newImage, asks(45, 'promote', '2026-01-01T00:00:45Z by anna'), asks(46, 'promote', 'again by anna')],
    find: good,
    seconds: 90,
  },
  'promote now, before the pods are ready': {
    analysis: weights,
    events: [{ at: 1, what: 'pods take long', does: podsTake(20) }, newImage, asks(35, 'promote', 'r1')],
    find: good,
    seconds: 110,
  },
  'promote now, of a target that was changed in the same moment': {
    analysis: weights,
    events: [newImage, { at: 45, what: 'a newer image', does: image('v3') }, asks(45, 'promote', 'r1 by anna')],
    find: good,
    seconds: 70,
  },
  'abort, the same again, and ten times': {
    analysis: { ...weights, interval: '20s' },
    events: [
      newImage,
      asks(41, 'abort', 'r0 by anna'),
      takesBack(42, 'abort'),
      asks(43, 'abort', 'r0 by anna'),
      ...ten,
    ],
    find: good,
    seconds: 90,
  },
  'abort while a release waits for approval, then retry': {
    analysis: { ...weights, webhooks: [hook('confirm-rollout', 'gate')] },
    events: [
      newImage,
      asks(35, 'abort', 'r1 by anna'),
      asks(70, 'retry', 'r2 by anna'),
      asks(85, 'abort', 'r3 by anna'),
    ],
    find: (question, second) =>
      question.what === 'confirm-rollout' ? [reply(hook('confirm-rollout', 'gate'), false)] : good(question, second),
    seconds: 120,
  },
  'abort of a promotion, then the target is set back': {
    analysis: weights,
    events: [
      newImage,
      { at: 50, what: 'pods take long', does: podsTake(40) },
      asks(65, 'abort', 'r1 by anna'),
      { at: 120, what: 'the image before', does: image('v1') },
    ],
    find: good,
    seconds: 240,
  },
  'abort of a promotion, of a target that was changed meanwhile': {
    analysis: weights,
    events: [
      newImage,
      { at: 50, what: 'pods take long', does: podsTake(20) },
      { at: 62, what: 'a newer image', does: image('v3') },
      asks(63, 'abort', 'r1 by anna'),
    ],
    find: good,
    seconds: 150,
  },
  'abort while the spec is refused, and nothing else': {
    analysis: weights,
    events: [
      newImage,
      {
        at: 42,
        what: 'a metric is mistyped',
        does: (scene) => {
          scene.problems = mistake;
        },
      },
      asks(44, 'promote', 'r1 by anna'),
      asks(46, 'abort', 'r2 by anna'),
    ],
    find: good,
    seconds: 80,
  },
  'abort and promote at once, asked while the operator was down': {
    analysis: weights,
    events: [
      newImage,
      asks(45, 'promote', 'r1 by bert'),
      asks(45, 'abort', 'r2 by anna'),
      {
        at: 45,
        what: 'the operator starts',
        does: (scene) => {
          scene.isAnew = true;
        },
      },
    ],
    find: good,
    seconds: 80,
  },
  'requests that have no effect, and some that are none': {
    analysis: weights,
    events: [
      asks(10, 'abort', 'r1 by anna'),
      asks(11, 'promote', 'r2 by anna'),
      asks(12, 'retry', 'r3 by anna'),
      asks(13, 'approve', 'r4 by anna'),
      asks(14, 'skip-analysis', 'r5 by anna'),
      asks(15, 'reject', ''),
      asks(16, 'abort', 'x'.repeat(300)),
      asks(17, 'retry', 'r6 for gate by anna'),
    ],
    find: good,
    seconds: 30,
  },
  'requests to a canary that is suspended': {
    analysis: weights,
    spec: { suspend: false },
    events: [
      newImage,
      {
        at: 45,
        what: 'suspended',
        does: (scene) => {
          scene.spec = { ...scene.spec, suspend: true };
        },
      },
      asks(46, 'abort', 'r1 by anna'),
    ],
    find: good,
    seconds: 60,
  },
  'retry of a revision that failed': {
    analysis: weights,
    events: [newImage, asks(100, 'retry', 'r1 by anna'), asks(140, 'retry', 'r1 by anna')],
    find: (question, second) => (second < 90 ? bad : good)(question, second),
    seconds: 190,
  },
  'retry of a promotion that failed': {
    analysis: weights,
    events: [
      newImage,
      { at: 55, what: 'pods take long', does: podsTake(1000) },
      { at: 80, what: 'the primary exceeds its deadline', does: pods('primary', true, STUCK) },
      { at: 100, what: 'pods are quick again', does: podsTake(2) },
      asks(101, 'retry', 'r1 by anna'),
    ],
    find: good,
    seconds: 140,
  },
};

describe('verbs, told', () => {
  it.each(Object.entries(VERBS))('%s', (name, plot) => {
    const story = tell(plot);
    expect(story).toMatch(/AskedTo|Paused=/);
    expect(story).toBe(golden(`${here}/verbs`, name.replace(/[^a-z0-9]+/gi, '-').toLowerCase(), story));
  });
});
