import { describe, expect, it } from '@jest/globals';
import type { Observed } from './observed.ts';
import { stillFailing } from './still-failing.ts';
import { ASLEEP, NOW, observed, type Seen } from './stories/observed-run.ts';

/** Whether an action that failed counts as failing still. */
function failsStill(action: string, seen: Seen = {}, change: (seen: Observed) => Observed = (same) => same): boolean {
  const failing = [{ action, message: 'an admission webhook says no', since: NOW }];
  return stillFailing(change(observed({ ...seen, also: { ...seen.also, failing } }))).length > 0;
}

const deleted = (seen: Observed): Observed => ({
  ...seen,
  canary: { ...seen.canary, metadata: { ...seen.canary.metadata, deletionTimestamp: '2026-01-01T00:59:00Z' } },
});
const LOST: Observed['lostConfigs'] = [
  { kind: 'ConfigMap', name: 'settings', copy: 'settings-primary', key: 'settings' },
];

describe('what failed and is not tried again', () => {
  it('fails still while what it was to mend is there', () => {
    expect(failsStill('wakeTarget', { target: { state: ASLEEP } })).toBe(true);
    expect(failsStill('ensurePrimary', { primary: undefined })).toBe(true);
    expect(failsStill('ensureConfigs', { also: { lostConfigs: LOST } })).toBe(true);
    expect(failsStill('promote')).toBe(true);
  });

  it('fails no more when others have mended it', () => {
    expect(failsStill('wakeTarget')).toBe(false);
    expect(failsStill('ensurePrimary')).toBe(false);
    expect(failsStill('ensureConfigs')).toBe(false);
  });

  it('fails still where it was to do more: pods for a deletion, copies of configs beside a primary', () => {
    expect(failsStill('wakeTarget', {}, deleted)).toBe(true);
    expect(failsStill('ensurePrimary', { also: { lostConfigs: LOST } })).toBe(true);
  });
});
