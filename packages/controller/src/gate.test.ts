import { describe, expect, it } from '@jest/globals';
import { Conflict, FINALIZER, Wait, type RawCanary } from '@flagger/api';
import { gateOf } from './gate.ts';

const raw = (metadata: Partial<RawCanary['metadata']> = {}): RawCanary => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'podinfo', namespace: 'test', uid: 'uid', ...metadata },
});

const DELETED = '2026-01-01T00:00:00Z';

interface Passing {
  readonly mayWrite?: boolean;
  /** When the canary that the turn began with was deleted. */
  readonly deletionTimestamp?: string;
}

function passing(canary: RawCanary | undefined, { mayWrite = true, ...begun }: Passing = {}): () => void {
  const never = (): never => {
    throw new Error('not here');
  };
  return gateOf(
    {
      mayWrite: () => mayWrite,
      canaries: { keys: () => [], read: () => canary, writeStatus: never, writeMetadata: never },
    },
    'test/podinfo',
    { uid: 'uid', ...begun },
  );
}

describe('the gate before every write', () => {
  it('is open for the canary that the turn began with', () => {
    expect(passing(raw())).not.toThrow();
  });

  it.each([[undefined], [raw({ uid: 'another' })], [raw({ deletionTimestamp: DELETED, finalizers: [FINALIZER] })]])(
    'is shut once that canary is gone: the cluster moved on, which is nothing to tell users of a canary of the same name (%#)',
    (canary) => {
      expect(passing(canary)).toThrow(Conflict);
    },
  );

  it('is shut while another may hold the lease, which is worth telling', () => {
    expect(passing(raw(), { mayWrite: false })).toThrow(Wait);
    expect(passing(raw(), { mayWrite: false })).not.toThrow(Conflict);
  });

  it('is open for a canary that was deleted before the turn began, as long as our finalizer holds it', () => {
    const deleted = { deletionTimestamp: DELETED };
    expect(passing(raw({ ...deleted, finalizers: [FINALIZER] }), deleted)).not.toThrow();
    expect(passing(raw({ ...deleted, finalizers: ['of.others/x'] }), deleted)).toThrow(Conflict);
    expect(passing(raw({ finalizers: [FINALIZER] }), deleted)).toThrow(Conflict);
  });
});
