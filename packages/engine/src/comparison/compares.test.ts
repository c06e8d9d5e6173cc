import { describe, expect, it } from '@jest/globals';
import type { Canary, CanarySpec } from '@flagger/api';
import { observed } from '../stories/observed-run.ts';
import { isDecisive, rulesFor } from './compares.ts';

const RATE = { name: 'request-success-rate', compare: {} };
const DURATION = { name: 'request-duration', compare: {} };

const compared = (analysis: Partial<CanarySpec['analysis']>, spec: Partial<CanarySpec> = {}): Canary =>
  observed({ spec: { ...spec, analysis: { metrics: [RATE], ...analysis } } }).canary;

describe('the rules of a compared metric', () => {
  it('share what may be risked in a run among all that are compared, and nobody else', () => {
    const shares = [[RATE], [RATE, DURATION], [RATE, { name: 'request-duration' }]].map((metrics) => {
      const { enoughWorse } = rulesFor(compared({ metrics, compare: { falseRollback: 0.02 } }), RATE, {});
      return Math.exp(-enoughWorse);
    });
    expect(shares.map((share) => Number(share.toFixed(9)))).toEqual([0.02, 0.01, 0.02]);
  });

  it.each<[string, object, true | undefined, number]>([
    ['calls that count once', {}, undefined, 1],
    ['attempts that count each', {}, true, 3],
    ['what the Canary says', { clump: 2 }, true, 2],
  ])('take for what fails together %s', (_, compare, isByAttempt, clump) => {
    const metric = { ...RATE, compare };
    const canary = compared({ metrics: [metric] }, { service: { port: 80, retries: { attempts: 2 } } });
    expect(rulesFor(canary, metric, { isByAttempt }).clump).toBe(clump);
  });
});

describe('a comparison', () => {
  it.each<[string, Partial<CanarySpec['analysis']>, boolean]>([
    ['decides', {}, true],
    ['only says what it would do', { compare: { dryRun: true } }, false],
    ['decides nothing where users keep their side', { sessionAffinity: { cookieName: 'side', maxAge: 60 } }, false],
    ['decides nothing where users are picked', { iterations: 3, match: [{}] }, false],
  ])('%s', (_, analysis, expected) => {
    expect(isDecisive(compared(analysis))).toBe(expected);
  });
});
