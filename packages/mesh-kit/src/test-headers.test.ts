import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { testHeaders } from './test-headers.ts';

describe('the headers of an A/B test', () => {
  it('are those of every match, each with the field that a refusal names', () => {
    const match = [
      { headers: { 'x-cohort': { exact: 'early' }, cookie: { regex: '^(.*?;)?(canary=always)(;.*)?$' } } },
      { sourceLabels: { app: 'till' } },
      { headers: { 'user-agent': { prefix: 'Firefox' } } },
    ];
    expect(testHeaders(meshCanary({ analysis: { iterations: 2, match } }))).toEqual([
      { field: 'spec.analysis.match[0].headers.x-cohort', name: 'x-cohort', match: { exact: 'early' } },
      {
        field: 'spec.analysis.match[0].headers.cookie',
        name: 'cookie',
        match: { regex: '^(.*?;)?(canary=always)(;.*)?$' },
      },
      { field: 'spec.analysis.match[2].headers.user-agent', name: 'user-agent', match: { prefix: 'Firefox' } },
    ]);
  });

  it('are none without a test', () => {
    expect(testHeaders(meshCanary())).toEqual([]);
  });
});
