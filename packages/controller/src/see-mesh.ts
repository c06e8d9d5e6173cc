import { NotInstalled, routed, type Acknowledgement, type Routes } from '@flagger/api';
import type { Turn } from './turn.ts';

/** What a mesh does and says, where the cluster has its kinds. */
export interface SeenMesh {
  /** Undefined where its objects were not made yet. */
  readonly routes: Routes | undefined;
  readonly said: Acknowledgement;
  /** Which kind the cluster lacks; of a canary that is deleted nobody asks. */
  readonly missing?: NotInstalled;
}

const SILENT: Acknowledgement = { kind: 'silent' };

/** Asks the mesh. One that is not installed, or was taken out of the cluster, does nothing and says nothing. */
export async function seenMesh(turn: Turn): Promise<SeenMesh> {
  const isDeleted = turn.canary.metadata.deletionTimestamp !== undefined;
  try {
    const [routes, said] = await Promise.all([routesOf(turn), isDeleted ? SILENT : acknowledgementOf(turn)]);
    return { routes, said };
  } catch (error) {
    if (!(error instanceof NotInstalled)) {
      throw error;
    }
    return { routes: undefined, said: SILENT, ...(!isDeleted && { missing: error }) };
  }
}

async function routesOf({ canary, router, workloads }: Turn): Promise<Routes | undefined> {
  return router.routes(routed(canary, await workloads.backends(canary)));
}

async function acknowledgementOf({ canary, router, workloads }: Turn): Promise<Acknowledgement> {
  return router.acknowledgement ? router.acknowledgement(routed(canary, await workloads.backends(canary))) : SILENT;
}
