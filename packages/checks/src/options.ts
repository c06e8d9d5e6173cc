import type {
  Canary,
  Clock,
  Finding,
  Log,
  MeshProvider,
  Pods,
  Question,
  References,
  ResourceCalls,
} from '@flagger/api';
import type { Wire } from '@flagger/http';
import type { Source } from './sources/source.ts';

/** How a mesh is asked about its traffic; texts name it as the Canary does, else by the first of its names. */
export type MeshQueries = Pick<MeshProvider, 'names' | 'queries' | 'durationUnit' | 'counters'>;

export interface ChecksOptions {
  /** Address of Prometheus; `spec.metricsServer` of a Canary comes before it. */
  readonly metricsServer: string;
  /** The mesh that a canary is in. */
  readonly mesh: (canary: Canary) => MeshQueries;
  /** Whether a finding decides what is asked: finding ends with it. The engine knows. */
  readonly decides: (asked: { readonly question: Question; readonly canary: Canary }, finding: Finding) => boolean;
  /** MetricTemplates and their Secrets. */
  readonly references: References;
  /** Who answers in place of Prometheus, such as its past; Prometheus itself if undefined. */
  readonly prometheus?: Source | undefined;
  /** For metrics that the cluster itself knows; there are none if undefined. */
  readonly cluster?: ResourceCalls | undefined;
  /** Why pods do not get ready; nothing is known of them if undefined. */
  readonly pods?: Pods | undefined;
  /** Where clouds leave the credentials of this pod; there are none if undefined. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** Webhooks at loopback and link-local addresses are not called; false if undefined. */
  readonly denyLocalWebhooks?: boolean | undefined;
  readonly clock: Clock;
  /** From 0 to just below 1, of how soon a webhook is tried again; 0, so none is sooner than the others, if undefined. */
  readonly chance?: (() => number) | undefined;
  readonly log: Log;
  /** Answers webhooks and metrics servers in the place of the network, where a cluster is only played. */
  readonly wire?: Wire | undefined;
  /** By which label those who scrape the same series tell themselves apart; empty or undefined where one does. */
  readonly replicaLabel?: string | undefined;
  /**
   * Within so many ms what is asked of one Prometheus for built-in metrics and comparisons becomes one query; each is
   * asked alone where it is 0 or undefined.
   */
  readonly mergeMs?: number | undefined;
  /** How long Prometheus may take, in ms; 5 s by default. */
  readonly metricsTimeoutMs?: number;
  /** How long one attempt of a webhook without `timeout` may take, in ms; 10 s by default. */
  readonly webhookTimeoutMs?: number;
}
