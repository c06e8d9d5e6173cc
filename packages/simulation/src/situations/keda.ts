import type { KubeObject, Ref } from '@flagger/api';
import { objectKey } from '@flagger/memory-cluster';
import { numberAt, type Random } from '@flagger/simulated-cluster';
import { NAME } from '../scenario.ts';
import { inTest } from '../service-names.ts';
import type { Simulation } from '../simulation.ts';
import { deploymentCalled } from './users.ts';

const SECOND = 1000;

/** With it KEDA holds a workload at so many replicas. */
const PAUSED = 'autoscaling.keda.sh/paused-replicas';

export const scaledObjectCalled = (name: string) => inTest('keda.sh/v1alpha1', 'ScaledObject', name);
export const TARGETS_SCALER = scaledObjectCalled(NAME);
export const PRIMARYS_SCALER = scaledObjectCalled(`${NAME}-primary`);

/** At how many replicas KEDA is told to hold a workload; undefined where it scales it. */
export const pausedAt = (scaler: KubeObject | undefined): string | undefined => scaler?.metadata.annotations?.[PAUSED];

/** The changes by which somebody tells KEDA to hold a workload there, or lets it go. */
export const pausing = (at: '0' | null): object => ({ metadata: { annotations: { [PAUSED]: at } } });

/** Plays KEDA: it scales what has a trigger that fires, takes the pods from what has none, and holds what is paused. */
export class Keda {
  /** By the name of a ScaledObject: whether its trigger fires. */
  readonly busy = new Set<string>([NAME, `${NAME}-primary`]);

  constructor(
    private readonly simulation: Simulation,
    private readonly random: Random,
  ) {}

  /** It looks every few seconds. */
  begin(): void {
    const { server, clock } = this.simulation;
    for (const scaler of [TARGETS_SCALER, PRIMARYS_SCALER]) {
      const live = server.get(scaler);
      if (live) {
        this.scale(live);
      }
    }
    clock.quietly(this.random.between(2, 15) * SECOND, () => this.begin());
  }

  private scale(scaler: KubeObject): void {
    const { server } = this.simulation;
    const target: Ref = deploymentCalled(scaler.metadata.name);
    const live = server.get(target);
    const wanted = live && this.wanted(scaler, numberAt(live.spec, 'replicas'));
    if (live && wanted !== undefined && wanted !== numberAt(live.spec, 'replicas')) {
      this.simulation.story.tell('keda', () => `${objectKey(target)} gets ${wanted} replicas`);
      server.patch(live, { spec: { replicas: wanted } }, { by: 'cluster' });
    }
  }

  private wanted(scaler: KubeObject, now: number): number {
    const paused = pausedAt(scaler);
    if (paused !== undefined) {
      return Number(paused);
    }
    const least = numberAt(scaler.spec, 'minReplicaCount');
    return this.busy.has(scaler.metadata.name)
      ? Math.min(Math.max(now, least, 1), numberAt(scaler.spec, 'maxReplicaCount'))
      : least;
  }
}
