import { describe as told, type Canary } from '@flagger/api';
import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { problems } from './refusal.ts';

const refused = (canary: Canary): readonly string[] => problems(canary).map(told);
const tested = (match: readonly object[], analysis: object = { iterations: 2 }): readonly string[] =>
  refused(meshCanary({ analysis: { ...analysis, match } }));

const HEADER = { headers: { 'x-cohort': { exact: 'early' } } };
const COOKIE = { headers: { cookie: { exact: 'early' } } };

describe('a Canary for ingress-nginx', () => {
  it('is refused without an Ingress, in the words of Flagger', () => {
    const { ingressRef: _, ...spec } = meshCanary().spec;
    expect(refused({ ...meshCanary(), spec })).toEqual([
      'spec.ingressRef: found nothing, allowed is the Ingress of the service: ingress selector is empty',
    ]);
  });

  it.each<readonly [string, readonly object[]]>([
    ['a header by its value', [HEADER]],
    ['a header by a pattern', [{ headers: { 'x-cohort': { regex: 'e.*' } } }]],
    ['a cookie', [COOKIE]],
    ['either of a header and a cookie', [HEADER, COOKIE]],
  ])('may test %s', (_title, match) => {
    expect(tested(match)).toEqual([]);
  });

  it.each<readonly [string, readonly object[], string]>([
    [
      'two headers of one match',
      [{ headers: { ...HEADER.headers, ...COOKIE.headers } }],
      'match[0].headers: found 2 headers',
    ],
    ['a match without headers', [HEADER, {}], 'match[1].headers: found 0 headers'],
    ['either of two headers', [HEADER, { headers: { 'x-ring': { exact: 'a' } } }], 'match: found 2 matches'],
    ['either of two cookies', [COOKIE, { headers: { cookie: { exact: 'late' } } }], 'match: found 2 matches'],
    ['a prefix', [{ headers: { 'x-cohort': { prefix: 'e' } } }], 'match[0].headers.x-cohort: found {"prefix":"e"}'],
    ['a pattern of cookies', [{ headers: { cookie: { regex: 'e' } } }], 'match[0].headers.cookie: found {"regex":"e"}'],
    [
      'labels of who asks',
      [{ ...HEADER, sourceLabels: { app: 'till' } }],
      'match[0].sourceLabels: found {"app":"till"}',
    ],
    ['a query', [{ ...HEADER, queryParams: { beta: { exact: '1' } } }], 'match[0].queryParams: found {"beta"'],
  ])('may not test %s, which would be a test of others', (_title, match, sentence) => {
    expect(tested(match)).toEqual([expect.stringContaining(`spec.analysis.${sentence}`)]);
  });

  it('may not give some of who is in a test to the canary', () => {
    expect(tested([HEADER], { stepWeight: 10 })).toEqual([
      'spec.analysis.stepWeight: found 10 beside a match, allowed is nothing, but iterations: ingress-nginx sends all who match to the canary, or none',
    ]);
    expect(tested([HEADER], { stepWeights: [10, 50] })).toHaveLength(1);
    expect(tested([HEADER], { iterations: 2, stepWeightPromotion: 20 })).toEqual([]);
  });

  it('tests nobody where it is promoted without analysis', () => {
    const canary = meshCanary({ analysis: { stepWeight: 10, match: [HEADER, HEADER] } });
    expect(refused({ ...canary, spec: { ...canary.spec, skipAnalysis: true } })).toEqual([]);
  });
});
