import { isSameJson, type KubeObject, type Ref } from '@flagger/api';
import { timeText, type Change, type MemoryCluster } from '@flagger/memory-cluster';
import { at, listOf, numberAt, textAt } from '../json.ts';
import type { Random } from '../random.ts';
import type { SimulatedClock } from '../simulated-clock.ts';

/** How pods of an image do. */
export type Quality = 'good' | 'bad metrics' | 'broken' | 'slow';

/** The pods of one Deployment, as far as they are available. */
interface Pods {
  template: unknown;
  /** Of the old ones, for the most part. */
  former: unknown;
  wanted: number;
  /** Those of the template as it is, and those of former ones. */
  fresh: number;
  old: number;
  isStuck: boolean;
  /** The template was rolled out once, which Kubernetes does not take back, whatever becomes of the pods. */
  isRolledOut: boolean;
  /** What was begun before does not count any more. */
  round: number;
  conditions: readonly object[];
}

/** Available pods of one Deployment: those of the template as it is, and those of former ones. */
export interface Serving {
  readonly fresh: number;
  readonly old: number;
  readonly template: unknown;
}

export interface DeploymentsPorts {
  readonly server: MemoryCluster;
  readonly clock: SimulatedClock;
  readonly random: Random;
  qualityOf(image: string): Quality;
}

/**
 * Plays the Deployment controller and the kubelets: rolling updates that keep old pods until new ones are ready,
 * images that never start, pods that fail for a while.
 */
export class Deployments {
  private readonly pods = new Map<string, Pods>();

  constructor(private readonly ports: DeploymentsPorts) {
    ports.server.onChange((change) => this.changed(change));
  }

  /** Available pods of whatever template. */
  available(name: string): number {
    const pods = this.pods.get(name);
    return pods ? pods.fresh + pods.old : 0;
  }

  /** Whether any available pod is of a template that is so. */
  hasAny(name: string, isSo: (template: unknown) => boolean): boolean {
    const pods = this.pods.get(name);
    return pods !== undefined && ((pods.fresh > 0 && isSo(pods.template)) || (pods.old > 0 && isSo(pods.former)));
  }

  /** The pods that serve, and of which template those are that are new. */
  serving(name: string): Serving {
    const { fresh = 0, old = 0, template } = this.pods.get(name) ?? {};
    return { fresh, old, template };
  }

  /** Some pods fail for a while; how many are left is drawn where it is not said. */
  flap(ref: Ref, ms: number, left?: number): void {
    const pods = this.pods.get(ref.metadata.name);
    if (!pods || pods.fresh === 0) {
      return;
    }
    pods.fresh = left ?? this.ports.random.between(0, pods.fresh - 1);
    pods.old = left ?? pods.old;
    const { round } = pods;
    this.report(ref, pods);
    this.ports.clock.quietly(ms, () => {
      if (round === pods.round) {
        this.ready(ref, pods);
      }
    });
  }

  private changed({ type, object, before }: Change): void {
    if (object.kind !== 'Deployment') {
      return;
    }
    if (type === 'deleted') {
      this.pods.delete(object.metadata.name);
      return;
    }
    if (before && before.metadata.generation === object.metadata.generation) {
      return;
    }
    const { generation } = object.metadata;
    this.ports.clock.quietly(this.ports.random.between(5, 200), () => this.observe(object, generation));
  }

  private observe(ref: Ref, generation: number | undefined): void {
    const live = this.ports.server.get(ref);
    if (!live || live.metadata.generation !== generation) {
      return;
    }
    const pods = this.podsOf(live);
    const template = at(live.spec, 'template');
    const isNew = !isSameJson(template, pods.template);
    if (isNew) {
      pods.former = pods.fresh > 0 ? pods.template : pods.former;
      pods.old += pods.fresh;
      pods.fresh = 0;
      pods.template = template;
    }
    pods.wanted = numberAt(live.spec, 'replicas');
    pods.isRolledOut &&= !isNew;
    pods.fresh = Math.min(pods.fresh, pods.wanted);
    if (pods.wanted === 0) {
      pods.old = 0;
    }
    pods.round++;
    pods.isStuck = false;
    this.report(ref, pods);
    if (pods.fresh < pods.wanted || isNew) {
      this.start(live, pods);
    }
  }

  private start(live: KubeObject, pods: Pods): void {
    const { clock, random } = this.ports;
    const { round } = pods;
    const quality = this.ports.qualityOf(imageOf(live));
    const deadline = (numberAt(live.spec, 'progressDeadlineSeconds') || 600) * 1000;
    const ms = quality === 'slow' ? random.between(20_000, 90_000) : random.between(500, 6000);
    const isCurrent = (): boolean => round === pods.round;
    if (quality === 'broken' || ms >= deadline) {
      clock.quietly(deadline, () => isCurrent() && !pods.isRolledOut && this.stuck(live, pods));
    }
    if (quality !== 'broken') {
      clock.quietly(ms, () => isCurrent() && this.ready(live, pods));
    }
  }

  private ready(ref: Ref, pods: Pods): void {
    pods.fresh = pods.wanted;
    pods.old = 0;
    pods.isStuck = false;
    this.report(ref, pods);
  }

  private stuck(ref: Ref, pods: Pods): void {
    pods.isStuck = true;
    this.report(ref, pods);
  }

  private report(ref: Ref, pods: Pods): void {
    const live = this.ports.server.get(ref);
    if (!live || this.pods.get(ref.metadata.name) !== pods) {
      return;
    }
    const available = pods.fresh + pods.old;
    pods.isRolledOut ||= pods.fresh >= pods.wanted && pods.old === 0;
    pods.conditions = this.conditions(pods, available);
    const status = {
      observedGeneration: live.metadata.generation,
      replicas: pods.wanted + pods.old,
      updatedReplicas: pods.wanted,
      readyReplicas: available,
      availableReplicas: available,
      conditions: pods.conditions,
    };
    this.ports.server.patch(ref, { status }, { by: 'cluster', part: 'status' });
  }

  private conditions(pods: Pods, available: number): readonly object[] {
    const time = timeText(this.ports.clock.now());
    const isAvailable = available >= pods.wanted - Math.floor(pods.wanted / 4);
    const progress = pods.isStuck
      ? 'ProgressDeadlineExceeded'
      : pods.isRolledOut
        ? 'NewReplicaSetAvailable'
        : 'ReplicaSetUpdated';
    return [
      {
        type: 'Available',
        status: isAvailable ? 'True' : 'False',
        reason: isAvailable ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
      },
      { type: 'Progressing', status: pods.isStuck ? 'False' : 'True', reason: progress },
    ].map((next) => {
      const before = pods.conditions.find((condition) => textAt(condition, 'type') === next.type);
      return before && textAt(before, 'reason') === next.reason ? before : { ...next, lastUpdateTime: time };
    });
  }

  private podsOf({ metadata: { name } }: KubeObject): Pods {
    const known = this.pods.get(name);
    if (known) {
      return known;
    }
    const fresh: Pods = {
      template: undefined,
      former: undefined,
      wanted: 0,
      fresh: 0,
      old: 0,
      isStuck: false,
      isRolledOut: false,
      round: 0,
      conditions: [],
    };
    this.pods.set(name, fresh);
    return fresh;
  }
}

/** The image of a Deployment's first container. */
export const imageOf = (object: KubeObject | undefined): string =>
  textAt(listOf(at(object?.spec, 'template', 'spec', 'containers'))[0], 'image');

/** Whether it is known to have a pod that serves. */
export const isServing = (object: KubeObject | undefined): boolean =>
  numberAt(object?.spec, 'replicas') > 0 && numberAt(object?.status, 'availableReplicas') > 0;

/**
 * Whether all pods that are wanted are there and new, as `kubectl rollout status` would say; `share` of them in
 * percent must be available.
 */
export function isReady(object: KubeObject | undefined, share = 100): boolean {
  if (!object) {
    return false;
  }
  const wanted = numberAt(object.spec, 'replicas');
  const updated = numberAt(object.status, 'updatedReplicas');
  return (
    wanted > 0
    && numberAt(object.status, 'observedGeneration') >= (object.metadata.generation ?? 0)
    && updated >= wanted
    && numberAt(object.status, 'replicas') <= updated
    && numberAt(object.status, 'availableReplicas') >= Math.floor((updated * share) / 100)
  );
}
