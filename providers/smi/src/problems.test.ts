import { type Canary, describe as sentenceOf, parseCanary, type Problem } from '@flagger/api';
import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { smi } from './index.ts';

const problems = (canary: Canary): readonly Problem[] => smi[0]?.problems(canary) ?? [];

const match = [{ headers: { cookie: { regex: 'session=secret' } } }, { sourceLabels: { app: 'till' } }];

describe('what SMI would route otherwise than the Canary says', () => {
  it('is refused in a sentence that says what would become of users, and shows no header', () => {
    expect(problems(meshCanary({ analysis: { iterations: 3, match } })).map(sentenceOf)).toEqual([
      'spec.analysis.match: found 2 matches, allowed is nothing: a TrafficSplit splits by weight alone and would send everybody to the canary',
    ]);
  });

  it('is refused for a weighted canary too, which users who do not match would get', () => {
    expect(
      problems(meshCanary({ analysis: { stepWeight: 10, match: match.slice(1) } })).map(({ found }) => found),
    ).toEqual(['one match']);
  });

  it.each([{ stepWeight: 10 }, { iterations: 3 }, { iterations: 3, mirror: true }, { iterations: 3, match: [] }])(
    'is nothing in %j',
    (analysis) => {
      expect(problems(meshCanary({ analysis }))).toEqual([]);
    },
  );

  it('is nothing where there is no analysis that could send anybody to the canary', () => {
    const raw = meshCanary({ analysis: { iterations: 3, match } });
    const parsed = parseCanary({ ...raw, spec: { ...raw.spec, skipAnalysis: true } });
    expect(parsed.ok && problems(parsed.canary)).toEqual([]);
  });
});
