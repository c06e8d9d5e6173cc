import { describe, expect, it } from '@jest/globals';
import { assess, begin, type Evidence, weigh } from './evidence.ts';
import { needs, paceOf } from './outlook.ts';
import { rulesOf } from './rules.ts';
import type { Table } from './tables.ts';
import * as texts from './texts.ts';

const RULES = rulesOf({
  ...{ falseRollback: 0.01, metrics: 1, tolerate: 1.25, worseThan: 2, falsePromotion: 0.05 },
  ...{ clump: 1, negligible: 0, rows: 1, main: 0 },
});

/** What people are told after windows of 60 seconds. */
function found(tables: readonly Table[], rules = RULES): texts.Found {
  const evidence = tables.reduce<Evidence>((before, table) => weigh(before, [table], rules), begin(rules));
  const last = tables.at(-1);
  const pace = last && paceOf(last, 60);
  const { verdict, ...range } = assess(evidence, rules);
  const { canary, primary } = evidence;
  return {
    name: 'request-success-rate',
    canary,
    primary,
    range,
    verdict,
    needs: pace ? needs(evidence, rules, pace) : [],
  };
}

const SOME = { canary: { n: 50, x: 1 }, primary: { n: 450, x: 4 } };
const BAD = { canary: { n: 200, x: 8 }, primary: { n: 1800, x: 10 } };
const FINE = { canary: { n: 2000, x: 20 }, primary: { n: 2000, x: 20 } };
const told = (tables: readonly Table[]): texts.Told => ({ canary: 'podinfo.test', found: found(tables) });

describe('the sentence of a comparison', () => {
  it('says counts, range and how many failures and minutes a decision needs', () => {
    expect(texts.sentence(found([SOME]))).toBe(
      '1 of 50 failed against 4 of 450 of the primary, at most 50 times the odds; undecided, '
        + 'a decision needs about 490 more failures at 2 times the odds (1h38m), 310 at 2.3 times the odds (1h1m)',
    );
  });

  it('says what was decided', () => {
    expect(texts.sentence(found([BAD, BAD, BAD]))).toBe(
      '24 of 600 failed against 30 of 5400 of the primary, 2.5 to 20 times the odds; worse than the primary',
    );
    expect(texts.sentence(found([FINE, FINE, FINE, FINE, FINE, FINE]))).toMatch(
      /^120 of 12000 failed against 120 of 12000 of the primary, .*; as much as is called worse is ruled out$/,
    );
  });

  it('speaks of slow requests where durations are compared', () => {
    const slow = { ...found([SOME]), name: 'request-duration', slowerThan: 500 };
    expect(texts.sentence(slow)).toMatch(/^1 of 50 took more than 500ms against 4 of 450 .* more slow requests at 2 /);
  });

  it('says so where there is nothing to compare, or no decision to come', () => {
    expect(texts.sentence(found([]))).toBe('no requests to compare yet');
    const quiet = { canary: { n: 50, x: 0 }, primary: { n: 450, x: 0 } };
    expect(texts.sentence(found([quiet]))).toBe(
      '0 of 50 failed against 0 of 450 of the primary, at any odds; undecided, '
        + 'a decision needs about 500 more failures at 2 times the odds',
    );
    const tolerant = rulesOf({ ...RULES, tolerate: 5, worseThan: undefined });
    expect(texts.sentence(found([quiet], tolerant))).toMatch(/; undecided, and at these odds it stays so$/);
  });
});

describe('the events of a comparison', () => {
  it('name the canary, the metric and what was counted', () => {
    expect(texts.rollingBackText(told([BAD, BAD, BAD]))).toBe(
      'Rolling back podinfo.test request-success-rate is worse than the primary: '
        + '24 of 600 failed against 30 of 5400, 2.5 to 20 times the odds',
    );
    expect(texts.wouldRollBackText(told([BAD]))).toBe('request-success-rate would have rolled back podinfo.test');
    expect(texts.promotingEarlyText('podinfo.test', 2)).toBe(
      'Promoting podinfo.test early: worse than 2 times the odds is ruled out',
    );
    expect(texts.promotingUndecidedText(told([SOME]))).toBe(
      'Promoting podinfo.test undecided on request-success-rate: at most 50 times the odds',
    );
    expect(texts.noRequestsText('podinfo.test')).toBe('podinfo.test gets no requests to compare');
  });

  it('say how long a decision takes by the shortest way to it', () => {
    expect(texts.waitingText(told([SOME]))).toBe(
      'Waiting for a decision on request-success-rate of podinfo.test: about 310 more failures, 1h1m at this traffic',
    );
    expect(texts.waitingText({ canary: 'podinfo.test', found: { ...found([SOME]), needs: [] } })).toBe(
      'Waiting for a decision on request-success-rate of podinfo.test',
    );
  });
});

describe('the pace', () => {
  it('is none where an arm had no requests', () => {
    expect(paceOf({ canary: { n: 0, x: 0 }, primary: { n: 10, x: 1 } }, 60)).toBeUndefined();
    expect(paceOf(SOME, 50)).toEqual({ share: 0.1, perSecond: 0.1 });
  });
});
