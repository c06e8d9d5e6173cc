import type { MeshProvider, MeshRouter, Objects, Workloads } from '@flagger/api';
import { gated, type Gate } from './gate.ts';

/** The cluster as one canary sees it; what is read through it wakes that canary when it changes. */
export interface View {
  readonly objects: Objects;
  /** The workload port, writing through these objects. */
  workloads(objects: Objects): Workloads;
}

/** The ports that one canary's actions are carried out through: its workloads and its mesh, each write past the gate. */
export interface CanaryPorts {
  readonly gate: Gate;
  readonly workloads: Workloads;
  readonly router: MeshRouter;
}

/** Ports of a canary on its view of the cluster. */
export function canaryPorts(view: View, provider: MeshProvider, gate: Gate): CanaryPorts {
  const objects = gated(view.objects, gate);
  return { gate, workloads: view.workloads(objects), router: provider.router(objects) };
}
