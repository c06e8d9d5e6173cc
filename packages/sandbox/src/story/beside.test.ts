import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '@flagger/testing';
import { Meanwhile } from './meanwhile.ts';
import { ThresholdRule } from './threshold-rule.ts';

describe('what happens to all versions alike', () => {
  function played(outage?: { readonly afterMs: number; readonly forMs: number; readonly share: number }) {
    const clock = new VirtualClock();
    const seen: (number | string)[] = [];
    const meanwhile = new Meanwhile(
      { perSecond: 50, failing: 0.01, ...(outage && { outage }) },
      {
        clock,
        mesh: { fail: (shared) => seen.push(shared.reduce((sum, { share }) => sum + share, 0)) },
        users: { pace: (perSecond) => seen.push(`${perSecond} a second`) },
        say: (sentence) => seen.push(sentence),
      },
    );
    return { clock, seen, meanwhile };
  }

  it('begins with the release, and nothing of it is left afterwards', async () => {
    const { clock, seen, meanwhile } = played();
    meanwhile.begin();
    await clock.pass(60_000);
    meanwhile.end();
    expect(seen).toEqual(['50 a second', 0.01, 0]);
  });

  it('may be an outage some time after the new version got users, which is told', async () => {
    const { clock, seen, meanwhile } = played({ afterMs: 5000, forMs: 2000, share: 0.5 });
    await clock.pass(10_000);
    expect(seen).toHaveLength(2);
    meanwhile.begin();
    meanwhile.begin();
    await clock.pass(60_000);
    expect(seen.slice(2)).toEqual([
      'what both versions need breaks down: 50 % of all answers fail',
      0.5,
      'it is back',
      0.01,
    ]);
  });

  it('ends with the release, be it in the middle of an outage', async () => {
    const { clock, seen, meanwhile } = played({ afterMs: 5000, forMs: 2000, share: 0.5 });
    meanwhile.begin();
    await clock.pass(6000);
    meanwhile.end();
    await clock.pass(60_000);
    expect(seen.at(-1)).toBe(0);
  });
});

describe('thresholds beside a release', () => {
  async function judged(values: readonly (number | undefined)[]) {
    const clock = new VirtualClock();
    const left = [...values];
    const rule = new ThresholdRule({
      thresholds: [99, 90],
      patience: 2,
      intervalMs: 1000,
      clock,
      measure: () => Promise.resolve(left.shift()),
    });
    await clock.pass(5000);
    rule.begin();
    await clock.pass(1000 * values.length);
    const sentences = rule.end();
    rule.begin();
    await clock.pass(5000);
    expect(left).toEqual([]);
    return sentences;
  }

  it('count the checks that would have failed, those without values too', async () => {
    expect(await judged([100, 95, 98, 99])).toEqual([
      'a threshold of 99 % instead: 2 of 4 checks failed, 2 are too many: it would have been rolled back',
      'a threshold of 90 % instead: 0 of 4 checks failed, 2 are too many: it would have gone on',
    ]);
    expect(await judged([undefined, 99.5, undefined])).toEqual([
      'a threshold of 99 % instead: 2 of 3 checks failed, 2 are too many: it would have been rolled back',
      'a threshold of 90 % instead: 2 of 3 checks failed, 2 are too many: it would have been rolled back',
    ]);
  });
});
