import type { CountsFinding, Question } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, allIsWell, aShell, PRIMARY, running, setImage, weights } from './podinfo.ts';
import { phase, told } from './stuck-promotion.ts';

const NAME = 'request-success-rate';

type Window = NonNullable<Question['window']>;
type Gate = 'confirm-traffic-increase' | 'confirm-promotion';

interface Gated {
  readonly world: MemoryShell;
  readonly close: () => void;
  /** From now on the canary fails three times as often as it did. */
  readonly worsen: () => void;
}

/** A release that is compared, and that a gate may stop; `share`: which the canary has got. */
async function compared({ gate, share, compare = {} }: Compared): Promise<Gated> {
  let [isOpen, failing] = [true, 0.02];
  const counted = ({ from, to }: Window): CountsFinding => {
    const n = 500 * (to - from);
    const table = { canary: { n, x: Math.floor(n * failing) }, primary: { n: 4 * n, x: Math.floor(n * 0.08) } };
    return { kind: 'counts', name: NAME, seenFrom: 'client', from, to, tables: [table] };
  };
  const find = (question: Question) => {
    switch (question.what) {
      case 'check':
        return question.window ? [counted(question.window)] : [];
      case gate:
        return [{ kind: 'reply', hook: gate, name: gate, ok: isOpen, message: 'not on Fridays' } as const];
      default:
        return allIsWell(question);
    }
  };
  const analysis = {
    ...{ interval: '20s', stepWeight: 10, maxWeight: 60 },
    compare: { warmUp: '0s', worseThan: 2, ...compare },
    metrics: [{ name: NAME, compare: {} }],
    webhooks: [{ name: gate, type: gate, url: 'http://gate.test' }],
  };
  const world: MemoryShell = aShell({ canary: aCanary({ analysis }), find });
  world.start();
  await world.pass(40);
  setImage(world, 'podinfo:2');
  for (let seconds = 0; weights(world)[1] !== share && seconds < 300; seconds++) {
    await world.pass(1);
  }
  return {
    world,
    close: () => {
      isOpen = false;
    },
    worsen: () => {
      failing = 0.06;
    },
  };
}

interface Compared {
  readonly gate: Gate;
  readonly share: number;
  readonly compare?: object;
}

const counted = (world: MemoryShell): number => world.canary().status?.analysis?.metrics?.[0]?.canary.requests ?? 0;

describe('a canary that is compared, and waits at a gate', () => {
  it.each([
    ['confirm-traffic-increase', 10, 'Progressing'],
    ['confirm-promotion', 60, 'WaitingPromotion'],
  ] as const)('is rolled back where it becomes worse: %s', async (gate, share, waiting) => {
    const { world, close, worsen } = await compared({ gate, share });
    close();
    await world.pass(120);
    expect([phase(world), weights(world)[1]]).toEqual([waiting, share]);
    worsen();
    await world.pass(100);
    expect([phase(world), weights(world), running(world, PRIMARY)]).toEqual(['Failed', [100, 0], 'podinfo:1 x2']);
    expect(told(world)).toContainEqual(
      expect.stringMatching(/^Rolling back podinfo.test .* is worse than the primary/),
    );
  });

  it('costs a write of the status an interval', async () => {
    const { world, close } = await compared({ gate: 'confirm-traffic-increase', share: 10 });
    close();
    await world.pass(60);
    const [{ length }, before] = [world.writes, counted(world)];
    await world.pass(100);
    expect(world.writes.slice(length)).toEqual(Array.from({ length: 5 }, () => 'status Progressing'));
    expect(counted(world) - before).toBe(500 * 100);
  });

  it('is not promoted early past a gate of the next share', async () => {
    const compare = { promoteEarly: { after: '200s' } };
    const { world, close } = await compared({ gate: 'confirm-traffic-increase', share: 40, compare });
    close();
    await world.pass(600);
    expect([phase(world), weights(world), running(world, PRIMARY)]).toEqual(['Progressing', [60, 40], 'podinfo:1 x2']);
    expect(told(world)).not.toContainEqual(expect.stringMatching(/^Promoting podinfo.test early/));
  });
});
