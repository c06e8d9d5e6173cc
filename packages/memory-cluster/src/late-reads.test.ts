import { describe, expect, it } from '@jest/globals';
import type { Clock, KubeObject } from '@flagger/api';
import { LateReads } from './late-reads.ts';
import { MemoryCluster } from './memory-cluster.ts';

const rule = (weight: number): KubeObject => ({
  apiVersion: 'mesh.example/v1',
  kind: 'Rule',
  metadata: { name: 'podinfo', namespace: 'test' },
  spec: { weight },
});

/** A clock whose timers all fire at once, when a test says so. */
function heldClock(): { readonly clock: Clock; readonly pass: () => void } {
  const timers: (() => void)[] = [];
  const after: Clock['after'] = (_, callback) => {
    timers.push(callback);
    return () => undefined;
  };
  return { clock: { now: () => 0, after }, pass: () => timers.splice(0).forEach((fire) => fire()) };
}

describe('LateReads', () => {
  it('hears of a change by others some time late, and of our own at once', () => {
    const cluster = new MemoryCluster();
    const { clock, pass } = heldClock();
    const reads = new LateReads(cluster, clock, { kind: 'Rule', ms: 1000 });
    const heard: string[] = [];
    reads.onHeard(({ kind }) => heard.push(kind));
    cluster.put(rule(0), 'hand');
    expect([reads.read(rule(0)), heard]).toEqual([undefined, []]);
    const own = reads.wrote(cluster.patch(rule(0), { spec: { weight: 10 } }, { by: 'operator' }));
    expect(reads.read(rule(0))).toBe(own);
    pass();
    expect(reads.read(rule(0))).toBe(own);
    cluster.drop(rule(0), 'hand');
    expect(reads.read(rule(0))).toBe(own);
    pass();
    expect([reads.read(rule(0)), heard]).toEqual([undefined, ['Rule', 'Rule', 'Rule']]);
  });

  it('is not late for other kinds', () => {
    const cluster = new MemoryCluster();
    const reads = new LateReads(cluster, heldClock().clock, { kind: 'Split', ms: 1000 });
    const heard: string[] = [];
    reads.onHeard(({ kind }) => heard.push(kind));
    const put = cluster.put(rule(5), 'hand');
    expect([reads.read(rule(5)), heard]).toEqual([put, ['Rule']]);
  });
});
