import { describe, expect, it } from '@jest/globals';
import type { Difference } from './differences.ts';
import { explanationsOf } from './explain.ts';
import { outcomeOf, outcomeText, summaryText } from './report.ts';

const EXPLANATIONS = explanationsOf(`
- recordings: [a/1, a/2]
  why: it is better so
  permittedBy: 'issue 3: "be better"'
  covers:
  - { what: event, subject: Normal, flagger: nothing, ours: hello }
- recordings: [a/2]
  why: nobody needs this
  permittedBy: 'issue 3: "be better"'
  covers:
  - { what: event, subject: Normal, flagger: nothing, ours: bye }
- recordings: [b/1]
  why: another folder
  permittedBy: 'issue 3: "be better"'
  covers:
  - { what: event, subject: Normal, flagger: nothing, ours: bye }
`);
const HELLO: Difference = { what: 'event', subject: 'Normal', ours: 'hello' };
const WEIGHT: Difference = {
  what: 'object',
  subject: 'end VirtualService/a',
  path: '/spec/weight',
  flagger: '1',
  ours: '2',
};

describe('the report', () => {
  it('shows a difference as a small diff, and why others are allowed', () => {
    expect(outcomeText(outcomeOf('a/1', [HELLO, WEIGHT], EXPLANATIONS))).toBe(
      [
        'a/1: 1 different',
        '  explained (1): it is better so',
        '  object end VirtualService/a /spec/weight',
        '    - 1',
        '    + 2',
      ].join('\n'),
    );
  });

  it('calls a recording explained when everything in it is, and equal when nothing differs', () => {
    expect(outcomeText(outcomeOf('a/1', [HELLO], EXPLANATIONS))).toMatch(/^a\/1: explained\n/);
    expect(outcomeText(outcomeOf('a/1', [], EXPLANATIONS))).toBe('a/1: equal');
  });

  it('ends with the counts, after explanations that none of the recordings replayed needed', () => {
    const outcomes = [
      outcomeOf('a/1', [HELLO, WEIGHT], EXPLANATIONS),
      outcomeOf('a/2', [HELLO], EXPLANATIONS),
      outcomeOf('a/3', [], EXPLANATIONS),
    ];
    expect(summaryText(outcomes, EXPLANATIONS)).toBe(
      ['warning: nothing needed this explanation of a/2: nobody needs this', '1 equal, 1 explained, 1 different'].join(
        '\n',
      ),
    );
  });
});
