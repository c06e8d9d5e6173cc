import type { CountsFinding, Finding, Question } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, allIsWell, aShell, setImage } from './podinfo.ts';
import { phase } from './stuck-promotion.ts';

const NAME = 'request-success-rate';

type Window = NonNullable<Question['window']>;

const counted = ({ from, to }: Window, perSecond: number): CountsFinding => {
  const n = perSecond * (to - from);
  const table = { canary: { n, x: Math.floor(n * 0.2) }, primary: { n: 4 * n, x: Math.floor(n * 0.8) } };
  return { kind: 'counts', name: NAME, seenFrom: 'client', from, to, tables: [table] };
};

const comparing = (perSecond: number) => ({
  analysis: { interval: '20s', stepWeight: 10, maxWeight: 10, metrics: [{ name: NAME, compare: {} }] },
  checked: ({ window }: Question): readonly Finding[] => (window ? [counted(window, perSecond)] : []),
});

const unreachable: Finding = {
  ...{ kind: 'metric', name: NAME, source: 'success-rate', provider: 'istio' },
  problem: { kind: 'unreachable', message: 'timeout' },
};

interface Held {
  readonly analysis: object;
  readonly checked: (question: Question) => readonly Finding[];
}

/** Runs that are held for 120 s at the most. */
const HOLDS: Readonly<Record<string, Held>> = {
  MetricsServerUnreachable: { analysis: {}, checked: () => [unreachable] },
  ComparisonWithoutTraffic: { ...comparing(0), analysis: { ...comparing(0).analysis, compare: { warmUp: '0s' } } },
  ComparisonUndecided: {
    ...comparing(1),
    analysis: {
      ...comparing(1).analysis,
      compare: { warmUp: '0s', worseThan: 1.5, undecided: 'wait', waitAtMost: '120s' },
    },
  },
};

const WAYS: Readonly<Record<string, (world: MemoryShell, isStopped: boolean) => void>> = {
  paused: (world, isStopped) =>
    world.edit(aCanary(), (canary) => ({
      ...canary,
      metadata: { ...canary.metadata, annotations: isStopped ? { 'flagger.app/pause': 'r1 by anna' } : {} },
    })),
  suspended: (world, isStopped) =>
    world.edit(aCanary(), (canary) => ({
      ...canary,
      spec: { ...(canary['spec'] as object), suspend: isStopped },
      metadata: { ...canary.metadata, generation: (canary.metadata.generation ?? 1) + 1 },
    })),
};

const heldFor = (world: MemoryShell): string | undefined =>
  world.canary().status?.conditions?.find(({ type, status }) => type === 'Held' && status === 'True')?.reason;

const CASES = Object.keys(HOLDS).flatMap((reason) => Object.keys(WAYS).map((way) => [reason, way] as const));

describe('a run that is held until a deadline', () => {
  it.each(CASES)('(%s) has all of it before it when it was %s', async (reason, way) => {
    const { analysis, checked } = HOLDS[reason] ?? { analysis: {}, checked: () => [] };
    const stop = WAYS[way] ?? (() => undefined);
    const world: MemoryShell = aShell({
      canary: aCanary({ spec: { progressDeadlineSeconds: 120 }, analysis }),
      find: (question) => (question.what === 'check' ? checked(question) : allIsWell(question)),
    });
    world.start();
    await world.pass(40);
    setImage(world, 'podinfo:2');
    for (let seconds = 0; heldFor(world) !== reason && seconds < 150; seconds++) {
      await world.pass(1);
    }
    await world.pass(20);
    stop(world, true);
    await world.pass(5);
    const { length } = world.writes;
    await world.pass(300);
    expect(world.writes.slice(length)).toEqual([]);
    stop(world, false);
    await world.pass(110);
    expect([phase(world), heldFor(world)]).toEqual(['Progressing', reason]);
    await world.pass(100);
    expect(phase(world)).toBe('Failed');
  });
});
