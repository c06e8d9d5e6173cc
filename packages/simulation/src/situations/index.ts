import type { Invariant } from '../invariants/invariant.ts';
import { missed } from '../invariants/missing.ts';
import { ALERTED, ALERTS } from './alerted.ts';
import { DAEMON_SETS, FIT, ON_NODES, ON_PODS } from './daemon-sets.ts';
import { LOW_THRESHOLD, STARTED } from './low-threshold.ts';
import { LOST_PODS } from './lost-pods.ts';
import { BLIND, MESH_CRDS, MISSING, STILL_SERVED } from './mesh-crds.ts';
import { FOLLOWED, LEFT, RENAMED_TARGET } from './renamed-target.ts';
import { NOT_BY_US, PAUSES, SCALED_BY_KEDA } from './scaled-by-keda.ts';
import { HANDED_OVER, REFUSED, SERVED, SHARED_SERVICE, UNDISTURBED } from './shared-service.ts';
import type { Situation } from './situation.ts';

/** Every situation. */
export const SITUATIONS: readonly Situation[] = [
  RENAMED_TARGET,
  SHARED_SERVICE,
  LOW_THRESHOLD,
  SCALED_BY_KEDA,
  DAEMON_SETS,
  MESH_CRDS,
  ALERTS,
];

/** Those, and what has stories of its own. */
export const ALL_SITUATIONS: readonly Situation[] = [...SITUATIONS, LOST_PODS];

/** What must hold in them. */
export const SITUATION_INVARIANTS: readonly Invariant[] = [
  FOLLOWED,
  LEFT,
  UNDISTURBED,
  HANDED_OVER,
  SERVED,
  REFUSED,
  STARTED,
  PAUSES,
  NOT_BY_US,
  FIT,
  ON_NODES,
  ON_PODS,
  BLIND,
  MISSING,
  STILL_SERVED,
  ALERTED,
  missed,
];
