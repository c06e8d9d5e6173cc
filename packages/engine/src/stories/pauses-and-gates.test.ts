import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { asks, takesBack } from './asking.ts';
import { good, hook, image, metrics, newImage, pods, reply, success, weights } from './builders.ts';
import { golden } from './golden.ts';
import { tell, type Plot } from './tell.ts';

const here = dirname(fileURLToPath(import.meta.url));

/** Hooks of which those named say no. */
const closed =
  (...hooks: readonly ReturnType<typeof hook>[]): NonNullable<Plot['find']> =>
  (question, second) =>
    hooks.some(({ type }) => type === question.what)
      ? hooks.filter(({ type }) => type === question.what).map((each) => reply(each, false))
      : good(question, second);

const ROLLOUT = hook('confirm-rollout', 'release-gate');
const ROLLOUT_TOO = hook('confirm-rollout', 'board');
const PROMOTION = hook('confirm-promotion', 'promotion-gate');
const TRAFFIC = hook('confirm-traffic-increase', 'traffic gate');
const PANIC = hook('rollback', 'panic');

const STORIES: Record<string, Plot> = {
  'paused and resumed': {
    analysis: weights,
    events: [newImage, asks(41, 'pause', 'r1 by anna'), takesBack(100, 'pause')],
    find: good,
    seconds: 170,
  },
  'paused before the release': {
    analysis: weights,
    events: [asks(20, 'pause', 'r1 by anna'), newImage, takesBack(60, 'pause')],
    find: good,
    seconds: 80,
  },
  'a check that was asked before the pause moves nobody on': {
    analysis: weights,
    events: [newImage, asks(48, 'pause', 'r1'), asks(90, 'pause', 'false')],
    takes: ({ what }) => (what === 'check' ? 5 : 0.1),
    find: (question, second) => (question.what === 'check' && second > 90 ? [success(87)] : good(question, second)),
    seconds: 140,
  },
  'a paused canary that crashes loses its users, another image gets none, and abort works': {
    analysis: weights,
    events: [
      newImage,
      asks(41, 'pause', 'r1 by anna'),
      { at: 50, what: 'the canary crashes', does: pods('target', false) },
      { at: 70, what: 'the canary is back', does: pods('target', true) },
      { at: 80, what: 'a newer image', does: image('v3') },
      { at: 90, what: 'the image of the run again', does: image('v2') },
      asks(95, 'promote', 'r2 by anna'),
      asks(100, 'abort', 'r3 by anna'),
    ],
    find: good,
    seconds: 130,
  },
  'a rollback hook is heard during a pause': {
    analysis: { ...weights, webhooks: [PANIC] },
    events: [newImage, asks(41, 'pause', 'r1 by anna')],
    find: (question, second) => (question.what === 'rollback' ? [reply(PANIC, second > 60)] : good(question, second)),
    seconds: 100,
  },
  'paused while the run is rolled back': {
    analysis: { ...weights, interval: '20s' },
    events: [newImage, asks(79, 'pause', 'r1 by anna')],
    find: (question, second) => (question.what === 'check' ? [success(87)] : good(question, second)),
    seconds: 110,
  },
  'paused during a promotion': {
    analysis: weights,
    events: [newImage, asks(58, 'pause', 'r1 by anna')],
    find: good,
    seconds: 90,
  },
  'paused at a closed gate, and resumed': {
    analysis: { ...weights, webhooks: [hook('confirm-traffic-increase', 'more')] },
    events: [newImage, asks(68, 'pause', 'r1 by anna'), takesBack(73, 'pause')],
    find: closed(hook('confirm-traffic-increase', 'more')),
    seconds: 100,
  },
  'paused during a promotion, and resumed: nothing of it is waited for again': {
    analysis: { ...weights, stepWeightPromotion: 30, webhooks: [hook('post-rollout', 'report')] },
    events: [newImage, asks(58, 'pause', 'r1 by anna'), takesBack(66, 'pause')],
    find: (question, second) =>
      question.what === 'post-rollout' ? [reply(hook('post-rollout', 'report'), true)] : good(question, second),
    seconds: 100,
  },
  'approved by name, one gate after the other': {
    analysis: { ...weights, webhooks: [ROLLOUT, ROLLOUT_TOO] },
    events: [newImage, asks(33, 'approve', 'r1 for release-gate by anna'), asks(52, 'approve', 'r2 for board by bert')],
    find: closed(ROLLOUT, ROLLOUT_TOO),
    seconds: 60,
  },
  'approved, and another image before the other gate is': {
    analysis: { ...weights, webhooks: [ROLLOUT, ROLLOUT_TOO] },
    events: [
      newImage,
      asks(33, 'approve', 'r1 for release-gate by anna'),
      { at: 40, what: 'a newer image', does: image('v3') },
      asks(45, 'approve', 'r2 for board by bert'),
      asks(55, 'approve', 'r3 for release-gate by anna'),
    ],
    find: closed(ROLLOUT, ROLLOUT_TOO),
    seconds: 60,
  },
  'approved by type, for this waiting only': {
    analysis: { ...weights, webhooks: [TRAFFIC] },
    events: [
      newImage,
      asks(40, 'approve', 'r1 for confirm-promotion by anna'),
      asks(45, 'approve', 'r2 for confirm-traffic-increase by anna'),
      asks(70, 'approve', 'r2 for confirm-traffic-increase by anna'),
    ],
    find: closed(TRAFFIC),
    seconds: 90,
  },
  'a promotion that is approved': {
    analysis: { ...weights, webhooks: [PROMOTION] },
    events: [newImage, asks(75, 'approve', 'r1 by anna')],
    find: closed(PROMOTION),
    seconds: 100,
  },
  'a promotion that is rejected': {
    analysis: { ...weights, webhooks: [PROMOTION] },
    events: [newImage, asks(75, 'reject', 'r1 for promotion-gate by anna')],
    find: closed(PROMOTION),
    seconds: 100,
  },
  'a release that is rejected': {
    analysis: { ...weights, webhooks: [ROLLOUT] },
    events: [newImage, asks(40, 'reject', 'r1 by anna'), { at: 60, what: 'a newer image', does: image('v3') }],
    find: closed(ROLLOUT),
    seconds: 80,
  },
  'a rollback hook that is approved': {
    analysis: { ...weights, webhooks: [PANIC] },
    events: [newImage, asks(40, 'reject', 'r1 for panic by anna'), asks(45, 'approve', 'r2 for panic by anna')],
    find: closed(PANIC),
    seconds: 70,
  },
  'the rest of the analysis is skipped, the gate is asked': {
    analysis: { stepWeight: 10, maxWeight: 50, metrics, webhooks: [PROMOTION] },
    events: [newImage, asks(45, 'skip-analysis', 'r1 by anna'), asks(80, 'approve', 'r2 by anna')],
    find: closed(PROMOTION),
    seconds: 110,
  },
  'the rest of the analysis is skipped once': {
    analysis: { stepWeight: 10, maxWeight: 50, metrics },
    events: [newImage, asks(45, 'skip-analysis', 'r1 by anna'), { at: 80, what: 'the next image', does: image('v3') }],
    find: (question, second) => (question.what === 'check' ? [success(87)] : good(question, second)),
    seconds: 130,
  },
};

describe('pauses and gates, told', () => {
  it.each(Object.entries(STORIES))('%s', (name, plot) => {
    const story = tell(plot);
    expect(story).toMatch(/AskedTo|Paused=/);
    expect(story).toBe(golden(`${here}/verbs`, name.replace(/[^a-z0-9]+/gi, '-').toLowerCase(), story));
  });
});
