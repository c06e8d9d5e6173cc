import type { KubeObject } from '@flagger/api';
import { keptLog, VirtualClock } from '@flagger/testing';
import { conditionOf } from '../src/workloads/condition.ts';
import { type Deployment, DEPLOYMENTS, type Pod, PODS } from '../src/workloads/kinds.ts';
import { startWorkloads, type Workloads } from '../src/workloads/start.ts';
import { MemoryClient } from './memory-client.ts';

/** The Deployment, and the Service in front of it. */
export const PLACE = { namespace: 'test', name: 'podinfo' };

/** A Deployment of two pods. */
export const aDeployment = (spec: object = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { ...PLACE, annotations: { note: 'x' } },
  spec: { replicas: 2, selector: { matchLabels: { app: 'podinfo' } }, template: template('podinfo:6.0.1'), ...spec },
});
/** A pod with an image. */
export const template = (image: string): object => ({
  metadata: { labels: { app: 'podinfo' } },
  spec: { containers: [{ name: 'podinfod', image, ports: [{ name: 'http', containerPort: 9898 }] }] },
});

/** The controllers of workloads on a cluster in memory, whose time passes when it is told. */
export class PlayedWorkloads {
  readonly clock = new VirtualClock();
  readonly client = new MemoryClient(this.clock);
  private workloads: Workloads | undefined;

  async start(): Promise<void> {
    let count = 0;
    this.workloads = await startWorkloads({
      client: this.client,
      clock: this.clock,
      log: keptLog(),
      random: () => (count++ * 0.37) % 1,
      startMs: 1000,
    });
  }

  async stop(): Promise<void> {
    await this.workloads?.stop();
  }

  deployment(): Deployment {
    const [deployment] = this.client.all(DEPLOYMENTS);
    if (deployment === undefined) {
      throw new Error('there is no Deployment');
    }
    return deployment;
  }

  /** The condition of that name: its status and reason. */
  progressing(): string {
    const { status, reason } = conditionOf(this.deployment().status?.conditions, 'Progressing') ?? {};
    return `${status} ${reason}`;
  }

  images(): readonly string[] {
    return this.client.all(PODS).map(imageOf).sort();
  }

  patch(spec: object): Promise<Deployment> {
    return this.client.patch(DEPLOYMENTS, PLACE, { spec });
  }

  /**
   * Lets time pass until the rollout is over; gives the least and the most pods seen on the way, and the least that
   * were ready.
   */
  async rollOut(): Promise<{ readonly least: number; readonly most: number }> {
    const seen = { least: Number.POSITIVE_INFINITY, most: 0 };
    for (let step = 0; step < 100; step++) {
      await this.clock.pass(100);
      const ready = this.client
        .all(PODS)
        .filter(({ status }) => conditionOf(status?.conditions, 'Ready')?.status === 'True').length;
      seen.least = Math.min(seen.least, ready);
      seen.most = Math.max(seen.most, this.client.all(PODS).length);
      const { metadata, status } = this.deployment();
      if (status?.observedGeneration === metadata.generation && this.progressing() === 'True NewReplicaSetAvailable') {
        return seen;
      }
    }
    throw new Error(`no end: ${this.progressing()}`);
  }
}

/** The image of the only container. */
export const imageOf = ({ spec }: { readonly spec: Pod['spec'] }): string => spec.containers[0]?.image ?? '';
