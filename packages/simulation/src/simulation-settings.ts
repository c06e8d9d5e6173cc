import type { Listener } from '@flagger/api';
import type { ClusterClient, Mutate, OperatorPorts, Random } from '@flagger/simulated-cluster';
import type { Invariant } from './invariants/invariant.ts';
import type { Mesh } from './meshes.ts';
import type { Requests } from './comparing/requests.ts';

export interface SimulationSettings {
  readonly mesh: Mesh;
  readonly random: Random;
  readonly requests: Requests;
  readonly invariants: readonly Invariant[];
  readonly isTold: boolean;
  readonly mutate?: Mutate | undefined;
  /** Whether the conditions that Flux reads are told; false if undefined. */
  readonly kstatusConditions?: boolean;
  /** The image that is tried just now, where it is not that of the target of all stories. */
  readonly tried?: () => string;
  /** Who hears what one process tells and decides. */
  readonly listeners?: ((client: ClusterClient) => readonly Listener[]) | undefined;
  /** Looks at this invariant alone. */
  readonly only?: string | undefined;
}

/** Something that must hold and did not. */
export interface Violation {
  readonly invariant: string;
  readonly complaint: string;
}

/** What an operator is made of as the settings of its story say. */
export const operatorOf = (
  { mutate, kstatusConditions, listeners }: SimulationSettings,
  client: ClusterClient,
): Pick<OperatorPorts, 'mutate' | 'kstatusConditions' | 'listeners'> => ({
  mutate,
  kstatusConditions,
  listeners: listeners?.(client) ?? [],
});
