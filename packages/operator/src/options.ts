import type { GlobalChatOptions } from '@flagger/alerts';
import { describe, type MeshOptions } from '@flagger/api';
import type { LogLevel } from './flag-kinds.ts';
import { FLAGS } from './flags.ts';
import { BadSetting, type Settings } from './settings.ts';

/** All that can be set from outside, read and checked, by who reads it. */
export interface Options {
  readonly cluster: ClusterOptions;
  readonly mesh: MeshesOptions;
  readonly metrics: MetricsOptions;
  readonly canaries: CanariesOptions;
  readonly chat: ChatOptions;
  readonly telling: TellingOptions;
  readonly program: ProgramOptions;
}

/** Where the cluster is, and who acts in it. */
export interface ClusterOptions {
  /** File that says how to reach the cluster; undefined means the service account of the pod. */
  readonly kubeconfig: string | undefined;
  /** Address of the API server, instead of the kubeconfig's. */
  readonly master: string | undefined;
  /** How to reach the cluster that holds the objects of the mesh; undefined means the same one. */
  readonly meshKubeconfig: string | undefined;
  /** The only namespace to look after; undefined means all. */
  readonly namespace: string | undefined;
  /** Undefined: this is the only replica. */
  readonly election: ElectionOptions | undefined;
}

/** How replicas choose the one that acts. */
export interface ElectionOptions {
  /** Where the lease is kept. */
  readonly namespace: string;
  readonly leaseMs: number;
  /** Into how many parts the canaries are divided among the replicas; with 1 a single one acts on all. */
  readonly shards: number;
}

/** What meshes are made with. */
export interface MeshesOptions extends MeshOptions {
  /** The mesh of canaries that name none; not checked against the meshes there are. */
  readonly provider: string;
}

/** Who is asked for metrics. */
export interface MetricsOptions {
  /** Address of Prometheus. */
  readonly server: string;
  /** How old what is counted must be until Prometheus has it. */
  readonly delayMs: number;
  /** Within this time what is asked for several canaries becomes one query; 0: each is asked alone. */
  readonly mergeMs: number;
  /** The label that replicas of Prometheus differ in; empty where there is one. */
  readonly replicaLabel: string;
}

/** How canaries are looked after. */
export interface CanariesOptions {
  readonly selectorLabels: readonly string[];
  /** Empty: no labels are copied. */
  readonly includeLabelPrefix: readonly string[];
  readonly trackConfigs: boolean;
  /** Whether canaries may refer to objects of their own namespace only. */
  readonly isWithinNamespace: boolean;
  /** Whether the status has the conditions that kstatus and Flux read. */
  readonly kstatusConditions: boolean;
  readonly settleMs: number;
  readonly minIntervalMs: number;
}

/** The chat for all canaries: how to get in, much of it secret; see `globalChat` in packages/alerts for what is needed. */
export type ChatOptions = GlobalChatOptions;

/** What is told beside the chat. */
export interface TellingOptions {
  /** Where the events of canaries without an `event` webhook go; may hold secrets. */
  readonly eventWebhook: string | undefined;
  /** No webhook at a loopback or link-local address is called. */
  readonly denyLocalWebhooks: boolean;
  /** Said in alerts. */
  readonly clusterName: string | undefined;
}

/** The process itself. */
export interface ProgramOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** The only address at which is served; undefined: all. */
  readonly address: string | undefined;
  /** Whether the metrics hold a histogram of turns for each canary. */
  readonly turnHistogram: boolean;
  readonly logLevel: LogLevel;
}

/** Reads all options; throws `BadSetting` where a value is not allowed. */
export const optionsOf = (settings: Settings): Options => ({
  cluster: {
    kubeconfig: settings.read(FLAGS.kubeconfig) || undefined,
    master: settings.read(FLAGS.master) || undefined,
    meshKubeconfig: settings.read(FLAGS['kubeconfig-service-mesh']) || undefined,
    namespace: settings.read(FLAGS.namespace) || undefined,
    election: electionOf(settings),
  },
  mesh: {
    provider: settings.read(FLAGS['mesh-provider']),
    ingress: {
      className: settings.read(FLAGS['ingress-class']),
      annotationsPrefix: settings.read(FLAGS['ingress-annotations-prefix']),
    },
  },
  metrics: metricsOf(settings),
  canaries: {
    selectorLabels: settings.read(FLAGS['selector-labels']),
    includeLabelPrefix: settings.read(FLAGS['include-label-prefix']),
    trackConfigs: settings.read(FLAGS['enable-config-tracking']),
    isWithinNamespace: settings.read(FLAGS['no-cross-namespace-refs']),
    kstatusConditions: settings.read(FLAGS['kstatus-conditions']),
    settleMs: settings.read(FLAGS['settle-time']),
    minIntervalMs: settings.read(FLAGS['min-interval']),
  },
  chat: chatOf(settings),
  telling: {
    eventWebhook: settings.read(FLAGS['event-webhook']) || undefined,
    denyLocalWebhooks: settings.read(FLAGS['deny-local-webhooks']),
    clusterName: settings.read(FLAGS['cluster-name']) || undefined,
  },
  program: {
    port: settings.read(FLAGS.port),
    address: settings.read(FLAGS['listen-address']) || undefined,
    turnHistogram: settings.read(FLAGS['turn-histogram']),
    logLevel: settings.read(FLAGS['log-level']),
  },
});

const metricsOf = (settings: Settings): MetricsOptions => ({
  server: settings.read(FLAGS['metrics-server']),
  delayMs: settings.read(FLAGS['metrics-delay']),
  mergeMs: settings.read(FLAGS['metrics-merge-window']),
  replicaLabel: settings.read(FLAGS['metrics-replica-label']),
});

const chatOf = (settings: Settings): ChatOptions => ({
  slackUrl: settings.read(FLAGS['slack-url']) || undefined,
  slackToken: settings.read(FLAGS['slack-token']) || undefined,
  slackProxyUrl: settings.read(FLAGS['slack-proxy-url']) || undefined,
  slackUser: settings.read(FLAGS['slack-user']) || undefined,
  slackChannel: settings.read(FLAGS['slack-channel']) || undefined,
  msteamsUrl: settings.read(FLAGS['msteams-url']) || undefined,
  msteamsProxyUrl: settings.read(FLAGS['msteams-proxy-url']) || undefined,
});

/**
 * As Flagger does it, so that the two never act side by side: the namespace that is looked after wins over the one
 * for leases.
 */
function electionOf(settings: Settings): ElectionOptions | undefined {
  const shards = settings.read(FLAGS.shards);
  if (!settings.read(FLAGS['enable-leader-election'])) {
    refuseShards(shards);
    return undefined;
  }
  const namespace =
    settings.read(FLAGS.namespace)
    || settings.read(FLAGS['leader-election-namespace'])
    || FLAGS['leader-election-namespace'].fallback;
  return { namespace, leaseMs: settings.read(FLAGS['lease-duration']), shards };
}

/** Each replica would act on every canary. */
function refuseShards(shards: number): void {
  if (shards > 1) {
    throw new BadSetting(
      describe({ field: '-shards', found: `${shards} without -enable-leader-election`, allowed: '1' }),
    );
  }
}
