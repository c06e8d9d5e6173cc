import type { KubeObject, Listener } from '@flagger/api';
import type { ClusterClient, Random } from '@flagger/simulated-cluster';
import type { Deed } from '../deed.ts';
import type { Complaint, Invariant } from '../invariants/invariant.ts';
import type { Mesh } from '../meshes.ts';
import type { Simulation } from '../simulation.ts';

/** What one story of a situation has, as it was drawn. */
export interface Scene {
  /** What is there when the operator starts, the Canary among it. */
  readonly objects: readonly KubeObject[];
  readonly invariants: readonly Invariant[];
  /** What may happen beside what may happen to every operator. */
  readonly deeds: readonly Deed[];
  /** The image that is tried just now; that of the target of all stories where it is absent. */
  readonly tried?: (simulation: Simulation) => string;
  /** Who hears what one process of the operator tells and decides. */
  readonly listeners?: (client: ClusterClient) => readonly Listener[];
  /** Before anything happens: who else works in this cluster. */
  readonly begin?: (simulation: Simulation) => void;
  /** People mend what no operator can mend. */
  readonly heal: (simulation: Simulation) => void;
  /** After that: the last thing that happens, such as a good release. */
  readonly last: (simulation: Simulation) => void;
  /** Whether what happened last has come to its end. */
  readonly isDone: (simulation: Simulation) => boolean;
  /** What is not as it is to be at the end. */
  readonly wrong: (simulation: Simulation) => Complaint;
}

/** Something that an operator meets and that the common stories do not have. */
export interface Situation {
  readonly name: string;
  /** The invariant that is broken where a story does not end as it should. */
  readonly ends: string;
  /** Whether it is one in this mesh; in all if absent. */
  readonly suits?: (mesh: Mesh) => boolean;
  readonly scene: (random: Random, mesh: Mesh) => Scene;
}
