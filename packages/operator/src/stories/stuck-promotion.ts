import type { Finding, Question, Ref } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { expect } from '@jest/globals';
import { aCanary, allIsWell, aShell, PRIMARY, running, setImage, success, weights } from './podinfo.ts';

/** Of the Canary. */
export const phase = (world: MemoryShell): unknown => world.canary().status?.phase;
/** Messages of events, in order. */
export const told = (world: MemoryShell): readonly string[] => world.events.map(({ message }) => message);

/** What the controller of a Deployment says of its pods. */
export function reports(world: MemoryShell, ref: Ref, counts: object, conditions: readonly object[] = []): void {
  world.edit(ref, (found) => ({
    ...found,
    status: { observedGeneration: found.metadata.generation, ...counts, conditions },
  }));
}

/** The new pods of the primary never start; so many of the former ones serve on. */
export const exceedsDeadline = (world: MemoryShell, readyReplicas: number): void =>
  reports(world, PRIMARY, { replicas: 3, updatedReplicas: 1, readyReplicas, availableReplicas: readyReplicas }, [
    {
      type: 'Progressing',
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      lastUpdateTime: new Date(world.clock.now()).toISOString(),
    },
  ]);

/** The promotion of podinfo:2 is under way, and its pods take long. */
export async function promoting(settings: Parameters<typeof aShell>[0] = {}): Promise<MemoryShell> {
  const world = aShell({ canary: aCanary({ spec: { progressDeadlineSeconds: 60 } }), ...settings });
  world.start();
  await world.pass(30);
  setImage(world, 'podinfo:2');
  for (let seconds = 0; phase(world) !== 'Promoting' && seconds < 100; seconds++) {
    await world.pass(1);
  }
  world.pods.podMs = 3_600_000;
  await world.pass(5);
  expect([phase(world), running(world, PRIMARY)]).toEqual(['Promoting', 'podinfo:2 x2']);
  return world;
}

/** The promotion of podinfo:2 failed: all users are on the target. */
export async function failed(readyReplicas: number, settings: Parameters<typeof aShell>[0] = {}): Promise<MemoryShell> {
  const world = await promoting(settings);
  exceedsDeadline(world, readyReplicas);
  await world.pass(5);
  expect([phase(world), world.canary().status?.canaryWeight, weights(world)]).toEqual(['Failed', 100, [0, 100]]);
  world.pods.podMs = 2000;
  return world;
}

/** Everything is well but the metric. */
export const bad = (question: Question): readonly Finding[] =>
  question.what === 'check' ? [success(10)] : allIsWell(question);
