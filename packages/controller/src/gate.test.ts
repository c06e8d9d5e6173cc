import { describe, expect, it } from '@jest/globals';
import { Conflict, Wait, type RawCanary } from '@flagger/api';
import { gateOf } from './gate.ts';

const raw = (metadata: Partial<RawCanary['metadata']> = {}): RawCanary => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'podinfo', namespace: 'test', uid: 'uid', ...metadata },
});

function passing(canary: RawCanary | undefined, mayWrite = true): () => void {
  const never = (): never => {
    throw new Error('not here');
  };
  return gateOf(
    {
      mayWrite: () => mayWrite,
      canaries: { keys: () => [], read: () => canary, writeStatus: never, writeMetadata: never },
    },
    'test/podinfo',
    'uid',
  );
}

describe('the gate before every write', () => {
  it('is open for the canary that the turn began with', () => {
    expect(passing(raw())).not.toThrow();
  });

  it.each([[undefined], [raw({ uid: 'another' })], [raw({ deletionTimestamp: '2026-01-01T00:00:00Z' })]])(
    'is shut once that canary is gone: the cluster moved on, which is nothing to tell users of a canary of the same name (%#)',
    (canary) => {
      expect(passing(canary)).toThrow(Conflict);
    },
  );

  it('is shut while another may hold the lease, which is worth telling', () => {
    expect(passing(raw(), false)).toThrow(Wait);
    expect(passing(raw(), false)).not.toThrow(Conflict);
  });
});
