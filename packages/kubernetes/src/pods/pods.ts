import {
  keyOf,
  primaryName,
  type Canary,
  type KubeObject,
  type Log,
  type Pods,
  type PodTrouble,
  type Side,
} from '@flagger/api';
import { apiErrorIn, isRecord } from '../client/api-error.ts';
import type { Cluster } from '../cluster.ts';
import { troubleOf } from './pod-trouble.ts';

export interface PodsOptions {
  readonly cluster: Pick<Cluster, 'objects' | 'pods'>;
  readonly log: Log;
}

/** Pods of a canary's workloads: never watched, and listed by the labels of the workload only when somebody asks why. */
export const createPods = (options: PodsOptions): Pods => new ClusterPods(options);

/** The kinds whose pods have the labels that the object itself names. */
const WITH_PODS: readonly string[] = ['Deployment', 'DaemonSet'];

class ClusterPods implements Pods {
  private isRefused = false;

  constructor(private readonly options: PodsOptions) {}

  async trouble(canary: Canary, side: Side, signal: AbortSignal): Promise<PodTrouble | undefined> {
    const labels = await this.labels(canary, side);
    if (labels === '') {
      return undefined;
    }
    try {
      return troubleOf(await this.options.cluster.pods({ namespace: canary.metadata.namespace, labels, signal }));
    } catch (error) {
      signal.throwIfAborted();
      if (apiErrorIn(error)?.status !== 403) {
        throw error;
      }
      this.refused();
      return undefined;
    }
  }

  private async labels(canary: Canary, side: Side): Promise<string> {
    const { kind, name } = canary.spec.targetRef;
    if (!WITH_PODS.includes(kind)) {
      return '';
    }
    const { namespace } = canary.metadata;
    const metadata = { namespace, name: side === 'primary' ? primaryName(canary) : name };
    const workload = await this.options.cluster.objects(keyOf(canary)).read({ apiVersion: 'apps/v1', kind, metadata });
    return labelsIn(workload);
  }

  /** An account of an earlier version may not list pods: all else goes on. */
  private refused(): void {
    if (!this.isRefused) {
      this.isRefused = true;
      this.options.log.warn('Pods may not be listed, so why they do not start is not told', { verb: 'list pods' });
    }
  }
}

function labelsIn(workload: KubeObject | undefined): string {
  const selector = isRecord(workload?.spec) ? workload.spec['selector'] : undefined;
  const labels = isRecord(selector) && isRecord(selector['matchLabels']) ? selector['matchLabels'] : {};
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(',');
}
