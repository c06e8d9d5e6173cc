import { describe, expect, it } from '@jest/globals';
import { type Place, ruling, type Standing } from './verdicts.ts';

const standing = (verdict: Standing['verdict'], changes: Partial<Standing> = {}): Standing => ({
  ...{ name: verdict, verdict, windows: 5, decides: true },
  ...changes,
});
const [WORSE, SAFE, OPEN] = [standing('worse'), standing('safe'), standing('undecided')];
const EARLY: Place = { isLastStep: false, mayPromoteEarly: false, undecided: 'promote', hasWaited: false };
const LAST: Place = { ...EARLY, isLastStep: true };

describe('the ruling', () => {
  it('rolls back for one that is worse, at any time and whatever the others say', () => {
    for (const place of [EARLY, LAST, { ...EARLY, mayPromoteEarly: true }]) {
      expect(ruling([SAFE, OPEN, WORSE], place)).toEqual({ kind: 'roll-back', because: 'worse', name: 'worse' });
    }
  });

  it('goes on as ever before the last step', () => {
    expect(ruling([OPEN], { ...EARLY, mayPromoteEarly: true })).toEqual({ kind: 'go-on' });
    expect(ruling([SAFE], EARLY)).toEqual({ kind: 'go-on' });
    expect(ruling([OPEN], { ...EARLY, undecided: 'rollback' })).toEqual({ kind: 'go-on' });
  });

  it('promotes early where all are safe and that is asked for', () => {
    const place = { ...EARLY, mayPromoteEarly: true };
    expect(ruling([SAFE, SAFE], place)).toEqual({ kind: 'promote', because: 'early' });
    expect(ruling([SAFE, OPEN], place)).toEqual({ kind: 'go-on' });
  });

  it('promotes at the last step where all are safe', () => {
    expect(ruling([SAFE], LAST)).toEqual({ kind: 'promote', because: 'safe' });
  });

  it.each([
    ['promote', false, { kind: 'promote', because: 'undecided', name: 'undecided' }],
    ['rollback', false, { kind: 'roll-back', because: 'undecided', name: 'undecided' }],
    ['wait', false, { kind: 'hold', because: 'undecided', name: 'undecided' }],
    ['wait', true, { kind: 'roll-back', because: 'waited', name: 'undecided' }],
  ] as const)(
    'does at the last step what is written for undecided: %s, waited %s',
    (undecided, hasWaited, expected) => {
      expect(ruling([SAFE, OPEN], { ...LAST, undecided, hasWaited })).toEqual(expected);
    },
  );

  it.each(['promote', 'rollback', 'wait'] as const)(
    'holds at the last step what was never compared, with %s',
    (undecided) => {
      const unseen = standing('undecided', { name: 'unseen', windows: 0 });
      const expected = { kind: 'hold', because: 'no-requests', name: 'unseen' };
      expect(ruling([OPEN, unseen], { ...LAST, undecided, hasWaited: true })).toEqual(expected);
    },
  );

  it('is never made by what may only be shown', () => {
    const shown = standing('worse', { decides: false });
    expect(ruling([shown], EARLY)).toEqual({ kind: 'go-on' });
    expect(ruling([shown, SAFE], LAST)).toEqual({ kind: 'promote', because: 'safe' });
    const silent = standing('undecided', { decides: false, windows: 0 });
    expect(ruling([silent], { ...LAST, undecided: 'rollback' })).toEqual({ kind: 'promote', because: 'safe' });
    expect(ruling([standing('safe', { decides: false })], { ...EARLY, mayPromoteEarly: true })).toEqual({
      kind: 'go-on',
    });
  });
});
