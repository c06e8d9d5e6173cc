import type { MemoryShell } from '@flagger/testing';
import { aCanary, aShell, PRIMARY } from './podinfo.ts';
import { reports } from './stuck-promotion.ts';

/** Of the Canary. */
export const DEADLINE_S = 60;

/** So many pods of the primary take users, of which all did when it was rolled out. */
function serves(world: MemoryShell, readyReplicas: number): void {
  const lastUpdateTime = new Date(world.clock.now()).toISOString();
  const available =
    readyReplicas > 0
      ? { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable', lastUpdateTime }
      : { type: 'Available', status: 'False', reason: 'MinimumReplicasUnavailable', lastUpdateTime };
  reports(world, PRIMARY, { replicas: 2, updatedReplicas: 2, readyReplicas, availableReplicas: readyReplicas }, [
    { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
    available,
  ]);
}
/** Nobody is served by the primary. */
export const dies = (world: MemoryShell): void => serves(world, 0);
/** All of its pods are back. */
export const revives = (world: MemoryShell): void => serves(world, 2);

/** Initialised, with `analysis` beside what it has. */
export async function initialized(
  settings: Parameters<typeof aShell>[0] & { readonly analysis?: object } = {},
): Promise<MemoryShell> {
  const { analysis = {}, ...rest } = settings;
  const world = aShell({ canary: aCanary({ analysis, spec: { progressDeadlineSeconds: DEADLINE_S } }), ...rest });
  world.start();
  await world.pass(30);
  return world;
}

/** The primary has served nobody for longer than the deadline. */
export async function givenUp(settings: Parameters<typeof initialized>[0] = {}): Promise<MemoryShell> {
  const world = await initialized(settings);
  dies(world);
  await world.pass(DEADLINE_S + 10);
  return world;
}
