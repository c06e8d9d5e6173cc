import { describe, expect, it } from '@jest/globals';
import { colours } from './colours.ts';
import { suggestions, summary, wrongEnd } from './summary.ts';

describe('the summary', () => {
  it('counts the requests by version, and tells what became of each release', () => {
    const lines = summary(
      {
        seconds: 31.6,
        outcomes: [
          { tag: '1.1.0', end: 'Succeeded', seconds: 18.2, weights: [0, 50, 0] },
          { tag: '1.2.0', end: 'Failed', seconds: 9.9, weights: [0, 10, 0] },
        ],
        tally: [
          { version: '1.0.0', requests: 90, failed: 0, p50Ms: 1, p99Ms: 20 },
          { version: '1.2.0', requests: 10, failed: 3, p50Ms: 1, p99Ms: 30.4 },
        ],
      },
      colours(false),
    );
    expect(lines).toEqual([
      '',
      'Summary',
      ' duration    32 s',
      ' requests    100 of users at the apex, 3 failed (3.00 %)',
      '   1.0.0                90 served, 0 failed, p99 20 ms',
      '   1.2.0                10 served, 3 failed, p99 30 ms',
      ' 1.1.0       Succeeded after 18 s, weights 0 → 50 → 0',
      ' 1.2.0       Failed    after 10 s, weights 0 → 10 → 0',
    ]);
  });

  it('tells of clients with cookies whether they stayed where they were', () => {
    const stays = { clients: 40, given: 12, requests: 340, astray: 1 };
    expect(summary({ seconds: 1, outcomes: [], tally: [], stays }, colours(false))).toContain(
      ' sticky      12 of 40 clients got a cookie; of 340 requests with it 1 went astray',
    );
  });

  it('suggests the other ways of releasing', () => {
    expect(
      suggestions('ab')
        .filter((line) => line.includes('--scenario'))
        .map((line) => line.split(/\s+/)[5]),
    ).toEqual(['bluegreen', 'mirror', 'affinity', 'compare', 'template']);
  });
});

const BAD = { tag: '6.0.2-bad4', end: 'Failed' } as const;

describe('a release that ends otherwise than the story says', () => {
  it('is told as it is', () => {
    const worse = { name: 'request-success-rate', verdict: 'worse', message: '9 of 90 failed' };
    const plain = 'the release of 6.0.2-bad4 ended as Succeeded, and was to end as Failed';
    expect(wrongEnd(BAD, 'Succeeded', [])).toBe(plain);
    expect(wrongEnd(BAD, 'Succeeded', [worse])).toBe(plain);
  });

  it('is a slow machine where nothing was decided', () => {
    const open = { name: 'request-success-rate', verdict: 'undecided', message: '2 of 30 failed against 1 of 90' };
    expect(wrongEnd(BAD, 'Succeeded', [open])).toBe(
      'the release of 6.0.2-bad4 ended as Succeeded, and was to end as Failed: request-success-rate was not decided (2 of 30 failed against 1 of 90). This machine was too slow for the requests that a decision needs, and the story would be a wrong one; try again with less beside it',
    );
  });
});
