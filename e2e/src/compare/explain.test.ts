import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Difference } from './differences.ts';
import { explanationFor, explanationsOf } from './explain.ts';

const entry = (covers: string, more = ''): string => `
- recordings: [istio/16-x, 'smi-*']
  why: because
  permittedBy: 'issue 3: "nothing is created"'${more}
  covers:
  - ${covers}
`;
const DIFFERENCE: Difference = {
  what: 'object',
  subject: 'end Deployment/a',
  path: '/spec/replicas',
  flagger: '1',
  ours: '2',
};
const covers = (text: string, difference: Difference, id = 'istio/16-x'): boolean =>
  explanationFor(id, difference, explanationsOf(entry(text))) !== undefined;

describe('an explanation', () => {
  const exact = '{ what: object, subject: end Deployment/a, path: /spec/replicas, flagger: 1, ours: ~ 2|3 }';

  it('covers the difference it describes', () => {
    expect(covers(exact, DIFFERENCE)).toBe(true);
  });

  it.each<[string, Partial<Difference>]>([
    ['another kind of observation', { what: 'routing' }],
    ['another object', { subject: 'end Deployment/ab' }],
    ['another path', { path: '/spec/replicas/x' }],
    ['another value of Flagger', { flagger: '11' }],
    ['another value of ours', { ours: '23' }],
  ])('does not cover %s', (_title, part) => {
    expect(covers(exact, { ...DIFFERENCE, ...part })).toBe(false);
  });

  it('covers only the recordings that it names', () => {
    expect(
      ['istio/16-x', 'smi-v1alpha1/01-y', 'istio/16-xy', 'istio/17-x'].map((id) => covers(exact, DIFFERENCE, id)),
    ).toEqual([true, true, false, false]);
  });

  it('can say that a side has nothing', () => {
    const only = '{ what: event, subject: Normal, flagger: nothing, ours: hello }';
    expect(covers(only, { what: 'event', subject: 'Normal', ours: 'hello' })).toBe(true);
    expect(covers(only, { what: 'event', subject: 'Normal', flagger: 'hallo', ours: 'hello' })).toBe(false);
  });

  it.each([
    ['a matcher without path and values', '{ what: object, subject: a }', /at least one of path, flagger and ours/],
    ['a pattern that matches everything', "{ what: object, subject: a, ours: '~ .*' }", /does not match everything/],
    [
      'an unknown kind of observation',
      '{ what: objects, subject: a, ours: b }',
      /covers 1, what: found "objects", allowed is status, routing, object/,
    ],
    ['an unknown field', '{ what: object, subject: a, ours: b, our: c }', /our: found "c", allowed is recordings/],
    ['a matcher without subject', '{ what: object, ours: b }', /subject: found/],
  ])('is refused when it is %s', (_title, text, message) => {
    expect(() => explanationsOf(entry(text))).toThrow(message);
  });

  it('is refused without a quoted sentence of an issue or of architecture.md', () => {
    const bad = entry(exact).replace('issue 3: "nothing is created"', 'we think so');
    expect(() => explanationsOf(bad)).toThrow(/permittedBy: found "we think so"/);
  });

  it('is refused when it covers nothing', () => {
    expect(() => explanationsOf("- { recordings: ['*'], why: x, permittedBy: 'issue 3: \"y\"' }")).toThrow(/covers/);
  });
});

describe('explained.yaml', () => {
  it('can be read', () => {
    const yaml = readFileSync(resolve(import.meta.dirname, '../../explained.yaml'), 'utf8');
    expect(explanationsOf(yaml).length).toBeGreaterThan(0);
  });
});
