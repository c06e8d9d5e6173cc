import { describe, expect, it } from '@jest/globals';
import { said, unsaid } from './words.ts';

describe('a line of a document', () => {
  it.each([
    ['Advance podinfo.test canary weight 5', 'Advance podinfo.test canary weight 5'],
    ['New revision detected podinfo.test', 'New revision detected! Scaling up podinfo.test'],
    ['Scaling up podinfo.test', 'New revision detected! Scaling up podinfo.test'],
    ['Starting canary deployment for frontend.prod', 'Starting canary analysis for frontend.prod'],
    [
      'Waiting for podinfo-primary.test rollout to finish: 1 of 2 updated replicas are available',
      'podinfo-primary.test not ready: waiting for rollout to finish: 0 out of 2 new replicas have been updated',
    ],
    [
      '(combined from similar events): Halt podinfo.test advancement success rate 38.08% < 99%',
      'Halt podinfo.test advancement success rate 71.20% < 99%',
    ],
  ])('%s: is said by %s', (line, event) => expect(event).toMatch(said(line)));

  it.each([
    ['Advance podinfo.test canary weight 5', 'Advance podinfo.test canary weight 50'],
    ['Halt podinfo.test advancement success rate 38.08% < 99%', 'Halt podinfo.test advancement success rate 99% < 99%'],
    ['Promotion completed! Scaling down podinfo.test', 'Promotion completed! Scaling down podinfoxtest'],
  ])('%s: is not said by %s', (line, event) => expect(event).not.toMatch(said(line)));
});

describe('the lines of a document', () => {
  it('are said in their order, by one event where they were two', () => {
    const lines = ['New revision detected a.b', 'Scaling up a.b', 'Advance a.b canary weight 5', 'x'];
    const events = ['New revision detected! Scaling up a.b', 'y', 'Advance a.b canary weight 5'];
    expect(unsaid(lines, [...events, 'x'])).toEqual([]);
    expect(unsaid(lines, events)).toEqual(['x']);
    expect(unsaid(lines, ['x', ...events])).toEqual(['x']);
  });

  it('may be missed where they say how pods were in a moment', () => {
    expect(unsaid(['Waiting for a.b rollout to finish: 0 of 1', 'x'], ['x'])).toEqual([]);
  });

  it('are said once for each time that they stand there', () => {
    expect(unsaid(['x', 'x'], ['x'])).toEqual(['x']);
  });
});
