import { describe, expect, it } from '@jest/globals';
import { SAMPLE, splitOf } from './split.ts';

/** So many answers, of which the canary gave the first. */
const answers = (fromCanary: number, of = SAMPLE): readonly boolean[] =>
  Array.from({ length: of }, (_, index) => index < fromCanary);

describe('what answers say about a weight', () => {
  it('holds within three standard deviations, which are 40 of 2,000 at 10 percent', () => {
    expect([159, 160, 200, 240, 241].map((found) => splitOf(answers(found), 0.1))).toEqual([
      'undecided',
      'holds',
      'holds',
      'holds',
      'undecided',
    ]);
  });

  it('is undecided with too few answers', () => {
    expect(splitOf(answers(199, SAMPLE - 1), 0.1)).toBe('undecided');
  });

  it('draws again where chance may have been it, and is off where that is outside too', () => {
    const outside = answers(300);
    expect(splitOf([...outside, ...answers(200)], 0.1)).toBe('holds');
    expect(splitOf([...outside, ...answers(300)], 0.1)).toBe('off');
    expect(splitOf([...outside, ...answers(300), ...answers(200)], 0.1)).toBe('off');
  });

  it('is off by a single answer where all or none may come from the canary', () => {
    expect(splitOf(answers(1, 5), 0)).toBe('off');
    expect(splitOf(answers(4, 5), 1)).toBe('off');
    expect([splitOf(answers(0), 0), splitOf(answers(5, 5), 1)]).toEqual(['holds', 'holds']);
  });
});
