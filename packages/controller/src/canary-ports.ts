import type { MeshRouter, Objects, Workloads } from '@flagger/api';
import { Adoption, type AdoptionPorts } from './adoption.ts';
import { gated, type Gate } from './gate.ts';
import type { NamedMesh } from './meshes.ts';

/** The cluster as one canary sees it; what is read through it wakes that canary when it changes. */
export interface View {
  readonly objects: Objects;
  /** The workload port, writing through these objects. */
  workloads(objects: Objects): Workloads;
}

/** The ports that one canary's actions are carried out through: its workloads and its mesh, each write past the gate. */
export interface CanaryPorts {
  /** What of all that is read through the others was made for another Canary. */
  readonly adoption: Pick<Adoption, 'wanted' | 'adopt' | 'leave'>;
  readonly gate: Gate;
  readonly workloads: Workloads;
  readonly router: MeshRouter;
}

/** What the ports of a canary are made of. */
export interface MakingPorts extends Pick<AdoptionPorts, 'canary' | 'canaries'> {
  readonly provider: NamedMesh;
  readonly gate: Gate;
}

/** Ports of a canary on its view of the cluster. */
export function canaryPorts(view: View, { provider, gate, ...of }: MakingPorts): CanaryPorts {
  const adoption = new Adoption({ ...of, objects: gated(view.objects, gate) });
  const { objects } = adoption;
  const workloads = provider.workloads(objects) ?? view.workloads(objects);
  return { gate, adoption, workloads, router: provider.router(objects) };
}
