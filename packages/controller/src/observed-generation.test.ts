import { describe, expect, it } from '@jest/globals';
import { parseCanary, type CanaryStatus, type RawCanary } from '@flagger/api';
import { keptLog, VirtualClock } from '@flagger/testing';
import { CheckSession } from './check-session.ts';
import { Life } from './life.ts';
import { Teller } from './tell.ts';

const never = (): never => {
  throw new Error('not here');
};

/** Tells statuses of a Canary of this generation to a cluster whose CRD may not know `observedGeneration`. */
function aTeller({ generation, isOldCrd = false }: { readonly generation: number; readonly isOldCrd?: boolean }) {
  let raw: RawCanary = {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'podinfo', namespace: 'test', uid: 'uid', generation },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
      service: { port: 80 },
      analysis: { stepWeight: 10 },
    },
  };
  const written: (number | undefined)[] = [];
  const clock = new VirtualClock();
  const asking = { clock, chance: () => 0, log: keptLog(), listeners: [], wake: never, checks: { find: never } };
  const teller = new Teller({
    canaries: {
      keys: () => [],
      read: () => raw,
      writeStatus: async (canary, status: CanaryStatus) => {
        const { observedGeneration, ...kept } = status;
        written.push(observedGeneration);
        raw = { ...canary, status: isOldCrd ? kept : status };
        return raw;
      },
      writeMetadata: never,
    },
    events: { write: never },
    listeners: [],
    clock,
    log: asking.log,
  });
  const life = new Life({ session: new CheckSession('test/podinfo', asking) });
  const tell = async (status: CanaryStatus) => {
    const { canary } = parseCanary(raw);
    await teller.tell(
      { do: 'status', status: { canaryWeight: status.canaryWeight ?? 0 }, touch: false },
      { key: 'test/podinfo', canary: canary ?? never(), gate: () => undefined, life },
    );
  };
  return { written, tell };
}

describe('the generation that was looked at', () => {
  it('is written together with whatever else is', async () => {
    const { written, tell } = aTeller({ generation: 3 });
    await tell({ canaryWeight: 10 });
    await tell({ canaryWeight: 10 });
    expect(written).toEqual([3]);
  });

  it('is no reason to write again and again where an older CRD keeps it not', async () => {
    const { written, tell } = aTeller({ generation: 3, isOldCrd: true });
    await tell({ canaryWeight: 10 });
    await tell({ canaryWeight: 10 });
    await tell({ canaryWeight: 20 });
    expect(written).toEqual([3, 3]);
  });
});
