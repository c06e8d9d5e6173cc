import type { KubeObject, MeshProvider, Objects } from '@flagger/api';
import { MemoryObjects } from './memory-objects.ts';

/** Where the contract of mesh routers is played. */
export interface MeshStage {
  /**
   * Called once before the tests of a provider: its kinds are to be served in this version, e.g.
   * `split.smi-spec.io/v1alpha2`.
   */
  set(provider: MeshProvider, apiVersion: string): Promise<void>;
  /**
   * A cluster with the namespaces `shop` and `stall`, and nothing of a mesh in it but what is given; asked for anew
   * by each test.
   */
  objects(there: readonly KubeObject[]): Promise<Objects>;
}

const IN_MEMORY: MeshStage = { set: async () => undefined, objects: async (objects) => new MemoryObjects({ objects }) };

let chosen = IN_MEMORY;

/** The stage for contracts that are declared from now on: memory, unless {@link playOn} said otherwise. */
export const stage = (): MeshStage => chosen;

/** Takes another stage, such as a real control plane, for the contracts that are declared afterwards. */
export function playOn(other: MeshStage): void {
  chosen = other;
}
