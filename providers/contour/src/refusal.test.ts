import { describe as told } from '@flagger/api';
import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { contour } from './index.ts';
import { problems } from './refusal.ts';

const HEADER = { headers: { 'x-cohort': { exact: 'early' } } };
const tested = (...match: readonly object[]): readonly string[] =>
  problems(meshCanary({ analysis: { iterations: 2, match } })).map(told);
const retried = (retryOn: string): readonly string[] =>
  problems(meshCanary({ service: { retries: { retryOn } } })).map(told);

describe('a Canary for Contour', () => {
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

  it('may be tried again for what Contour knows, and what App Mesh calls the same', () => {
    expect(retried('5xx, reset,server-error')).toEqual([]);
    expect(retried('5xx,sometimes')).toEqual([
      expect.stringContaining('spec.service.retries.retryOn: found "5xx,sometimes"'),
    ]);
  });

  it('is warned of what is asked for beside the one prefix that Contour routes by', () => {
    const match = [{ uri: { prefix: '/api' } }, { uri: { prefix: '/shop' } }];
    const told = contour.warnings?.(meshCanary({ service: { match } }));
    expect(told).toEqual([
      expect.stringContaining('spec.service.match[1] ({"uri":{"prefix":"/shop"}}): not supported'),
    ]);
  });
});
