import type { KubeObject, Ref } from '@flagger/api';
import type { MemoryObjects } from '../memory-objects.ts';
import type { VirtualClock } from '../virtual-clock.ts';

interface Deployment extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly template: unknown };
}

/**
 * Plays the Deployment controller and the kubelets: some time after a change all pods are new, and ready if the image
 * can start.
 */
export class DeploymentPlayer {
  /** How long pods take to get ready, ms. */
  podMs = 2000;
  /** Images whose pods never get ready. */
  readonly broken = new Set<string>();

  constructor(
    private readonly objects: MemoryObjects,
    private readonly clock: VirtualClock,
  ) {
    objects.onChange((ref) => this.changed(ref));
  }

  private changed(ref: Ref): void {
    const deployment = ref.kind === 'Deployment' ? this.objects.peek<Deployment>(ref) : undefined;
    if (deployment && observed(deployment) !== deployment.metadata.generation) {
      this.clock.after(0, () => this.settle(ref, 0));
      this.clock.after(this.podMs, () => this.settle(ref, 1));
    }
  }

  /** `share` of the new pods that are available. */
  private settle(ref: Ref, share: 0 | 1): void {
    const deployment = this.objects.peek<Deployment>(ref);
    if (!deployment) {
      return;
    }
    const { replicas = 1, template } = deployment.spec;
    const isBroken = [...this.broken].some((image) => JSON.stringify(template).includes(`"${image}"`));
    const available = isBroken ? 0 : replicas * share;
    this.objects.set({
      ...deployment,
      status: {
        observedGeneration: deployment.metadata.generation,
        replicas,
        updatedReplicas: replicas,
        readyReplicas: available,
        availableReplicas: available,
      },
    });
  }
}

const observed = ({ status }: KubeObject): unknown =>
  typeof status === 'object' && status !== null && 'observedGeneration' in status
    ? status.observedGeneration
    : undefined;
