import type { KubeObject, Ref } from '@flagger/api';
import type { MemoryObjects } from '../memory-objects.ts';
import type { VirtualClock } from '../virtual-clock.ts';

interface Workload extends KubeObject {
  readonly spec: {
    readonly replicas?: number;
    readonly template: { readonly spec: { readonly nodeSelector?: object } };
  };
}

/** A DaemonSet has so many nodes, none of which has a label. */
const NODES = 2;

/**
 * Plays the controllers of Deployments and DaemonSets, and the kubelets: some time after a change all pods are new, and ready if the image
 * can start.
 */
export class WorkloadPlayer {
  /** How long pods take to get ready, ms. */
  podMs = 2000;
  /** Images whose pods never get ready. */
  readonly broken = new Set<string>();
  /** Whether a Deployment's former pods serve until the new ones are ready, as in a rolling update. */
  isRolling = false;
  /** How many pods of a workload were available last, by its kind and name. */
  private readonly available = new Map<string, number>();

  constructor(
    private readonly objects: MemoryObjects,
    private readonly clock: VirtualClock,
  ) {
    objects.onChange((ref) => this.changed(ref));
  }

  private changed(ref: Ref): void {
    const workload = ['Deployment', 'DaemonSet'].includes(ref.kind) ? this.objects.peek<Workload>(ref) : undefined;
    if (workload && observed(workload) !== workload.metadata.generation) {
      this.clock.after(0, () => this.settle(ref, 0));
      this.clock.after(this.podMs, () => this.settle(ref, 1));
    }
  }

  /** `share` of the new pods that are available. */
  private settle(ref: Ref, share: 0 | 1): void {
    const workload = this.objects.peek<Workload>(ref);
    if (!workload) {
      return;
    }
    const wanted = wantedPods(workload);
    const isBroken = [...this.broken].some((image) => JSON.stringify(workload.spec.template).includes(`"${image}"`));
    const available = isBroken ? 0 : wanted * share;
    const { generation: observedGeneration } = workload.metadata;
    const former = this.formerOf(ref, { wanted, share });
    this.available.set(nameOf(ref), available + former);
    const counts =
      ref.kind === 'DaemonSet'
        ? ofNodes(wanted, available)
        : { ...ofReplicas(wanted, available + former), updatedReplicas: wanted - former };
    this.objects.set({ ...workload, status: { observedGeneration, ...counts } });
  }

  private formerOf(ref: Ref, { wanted, share }: { readonly wanted: number; readonly share: 0 | 1 }): number {
    return this.isRolling && share === 0 ? Math.min(wanted, this.available.get(nameOf(ref)) ?? 0) : 0;
  }
}

const nameOf = ({ kind, metadata }: Ref): string => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;

function wantedPods({ kind, spec }: Workload): number {
  if (kind === 'Deployment') {
    return spec.replicas ?? 1;
  }
  return Object.keys(spec.template.spec.nodeSelector ?? {}).length > 0 ? 0 : NODES;
}

const ofNodes = (wanted: number, available: number): object => ({
  desiredNumberScheduled: wanted,
  updatedNumberScheduled: wanted,
  numberReady: available,
  numberAvailable: available,
});

const ofReplicas = (replicas: number, available: number): object => ({
  replicas,
  updatedReplicas: replicas,
  readyReplicas: available,
  availableReplicas: available,
});

const observed = ({ status }: KubeObject): unknown =>
  typeof status === 'object' && status !== null && 'observedGeneration' in status
    ? status.observedGeneration
    : undefined;
