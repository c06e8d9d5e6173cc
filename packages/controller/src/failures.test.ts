import { describe, expect, it } from '@jest/globals';
import type { Action } from '@flagger/api';
import { Failures } from './failures.ts';

const SCALER: Action = { do: 'ensureScaler', update: false };

describe('actions that failed', () => {
  it('are decided anew once they go again, though nothing had to be written', () => {
    const failures = new Failures();
    failures.failed(SCALER, new Error('no'), 1);
    expect(failures.endTurn([SCALER], 'step', true)).toBe(false);
    failures.succeeded(SCALER);
    expect([failures.known(), failures.endTurn([SCALER], 'step', false)]).toEqual([[], true]);
    failures.succeeded(SCALER);
    expect(failures.endTurn([SCALER], 'step', false)).toBe(false);
  });

  it('are forgotten where another step does not try them, which is decided anew as well', () => {
    const failures = new Failures();
    failures.failed(SCALER, new Error('no'), 1);
    failures.endTurn([SCALER], 'step', true);
    expect([failures.endTurn([], 'step', false), failures.known().length]).toEqual([false, 1]);
    expect([failures.endTurn([], 'another step', false), failures.known().length]).toEqual([true, 0]);
  });

  it('go on where the same goes under another name, for which nothing was to be done anew', () => {
    const failures = new Failures();
    const actions: readonly Action[] = [{ do: 'ensureApex', apex: 'former' }, { do: 'ensureApex' }];
    const [former, own] = actions;
    for (let turn = 0; turn < 2; turn++) {
      failures.failed(former as Action, new Error('no'), turn);
      failures.succeeded(own as Action);
      expect(failures.endTurn(actions, 'step', true)).toBe(false);
    }
    expect(failures.known()).toEqual([expect.objectContaining({ action: 'ensureApex', since: 0 })]);
  });
});
