import { describe as told } from '@flagger/api';
import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { gloo } from './index.ts';

const HEADER = { headers: { 'x-cohort': { exact: 'early' } } };
const tested = (...match: readonly object[]): readonly string[] =>
  gloo.problems(meshCanary({ analysis: { iterations: 2, match } })).map(told);

describe('a Canary for Gloo', () => {
  it('may test by headers, however they are compared', () => {
    expect(tested(HEADER, { headers: { 'x-ring': { suffix: 'a' }, cookie: { regex: 'b' } } })).toEqual([]);
  });

  it.each<readonly [string, object, string]>([
    ['a query', { ...HEADER, queryParams: { beta: { exact: '1' } } }, 'match[0].queryParams: found {"beta"'],
    ['labels of who asks', { ...HEADER, sourceLabels: { app: 'till' } }, 'match[0].sourceLabels: found {"app"'],
    ['nothing', { headers: {} }, 'match[0].headers: found none'],
  ])('may not test by %s, which would be a test of others', (_title, match, sentence) => {
    expect(tested(match)).toEqual([expect.stringContaining(`spec.analysis.${sentence}`)]);
  });
});
