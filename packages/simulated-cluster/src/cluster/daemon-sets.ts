import { isSameJson, type KubeObject, type Ref } from '@flagger/api';
import type { Change } from '@flagger/memory-cluster';
import { at } from '../json.ts';
import { imageOf, type DeploymentsPorts } from './deployments.ts';

/** A label that no node has: what asks for it has no pods. */
const NOWHERE = 'flagger.app/scale-to-zero';

/** The pods of one DaemonSet, one on each node. */
interface Pods {
  template: unknown;
  /** Of the template as it is, and how many of them serve. */
  updated: number;
  fresh: number;
  /** Of former templates, which serve. */
  old: number;
  /** What was begun before does not count any more. */
  round: number;
}

/**
 * Plays the DaemonSet controller and the kubelets: a rolling update takes one node after the other, its old pod first,
 * and stops where a new one does not start.
 */
export class DaemonSets {
  private readonly pods = new Map<string, Pods>();
  private readonly nodes: number;

  constructor(private readonly ports: DeploymentsPorts) {
    this.nodes = ports.random.between(1, 4);
    ports.server.onChange((change) => this.changed(change));
  }

  /** Pods that serve, of whatever template. */
  available(name: string): number {
    const { fresh = 0, old = 0 } = this.pods.get(name) ?? {};
    return fresh + old;
  }

  /** Whether there is one on each node, and all are of the template as it is. */
  isReady(name: string): boolean {
    return this.pods.get(name)?.fresh === this.nodes;
  }

  /** All pods are dead for a while. */
  flap(ref: Ref, ms: number): void {
    const pods = this.pods.get(ref.metadata.name);
    if (!pods || this.available(ref.metadata.name) === 0) {
      return;
    }
    const { fresh, old, round } = pods;
    Object.assign(pods, { fresh: 0, old: 0 });
    this.report(ref, pods);
    this.ports.clock.quietly(ms, () => {
      if (round === pods.round) {
        Object.assign(pods, { fresh: Math.max(fresh, pods.fresh), old });
        this.report(ref, pods);
      }
    });
  }

  private changed({ type, object, before }: Change): void {
    const { name, generation } = object.metadata;
    if (object.kind !== 'DaemonSet' || (type === 'changed' && before?.metadata.generation === generation)) {
      return;
    }
    if (type === 'deleted') {
      this.pods.delete(name);
      return;
    }
    this.ports.clock.quietly(this.ports.random.between(5, 200), () => this.observe(object));
  }

  private observe(ref: KubeObject): void {
    const live = this.ports.server.get(ref);
    if (!live || live.metadata.generation !== ref.metadata.generation) {
      return;
    }
    const pods = this.pods.get(ref.metadata.name) ?? { template: undefined, updated: 0, fresh: 0, old: 0, round: 0 };
    this.pods.set(ref.metadata.name, pods);
    const template = at(live.spec, 'template');
    const isNew = !isSameJson(template, pods.template);
    if (isNew) {
      Object.assign(pods, { template, old: pods.old + pods.fresh, updated: 0, fresh: 0, round: pods.round + 1 });
    }
    if (isAsleep(live)) {
      Object.assign(pods, { old: 0, updated: 0, fresh: 0 });
    } else if (isNew) {
      this.roll(live, pods);
    }
    this.report(live, pods);
  }

  /** Where nothing runs all pods begin at once, else the node whose pod is replaced next has none for the time being. */
  private roll(live: KubeObject, pods: Pods): void {
    const { clock, random } = this.ports;
    const begun = pods.old === 0 ? this.nodes - pods.updated : 1;
    if (begun === 0) {
      return;
    }
    pods.old = Math.max(0, pods.old - 1);
    pods.updated += begun;
    const { round } = pods;
    const quality = this.ports.qualityOf(imageOf(live));
    if (quality === 'broken') {
      return;
    }
    clock.quietly(quality === 'slow' ? random.between(20_000, 50_000) : random.between(500, 5000), () => {
      if (round === pods.round) {
        pods.fresh += begun;
        this.roll(live, pods);
        this.report(live, pods);
      }
    });
  }

  private report(ref: Ref, pods: Pods): void {
    const live = this.ports.server.get(ref);
    if (!live || this.pods.get(ref.metadata.name) !== pods) {
      return;
    }
    const available = pods.fresh + pods.old;
    const status = {
      observedGeneration: live.metadata.generation,
      desiredNumberScheduled: isAsleep(live) ? 0 : this.nodes,
      updatedNumberScheduled: pods.updated,
      numberReady: available,
      numberAvailable: available,
    };
    this.ports.server.patch(ref, { status }, { by: 'cluster', part: 'status' });
  }
}

const isAsleep = ({ spec }: { readonly spec?: unknown }): boolean =>
  at(spec, 'template', 'spec', 'nodeSelector', NOWHERE) !== undefined;
