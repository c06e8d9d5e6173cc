import type { Log, MeshOptions } from '@flagger/api';
import { commandLine, help } from './command-line.ts';
import type { LogLevel } from './flag-kinds.ts';
import { FLAGS } from './flags.ts';
import { BadSetting, type Environment, type Note, Settings } from './settings.ts';
import { VERSION } from './version.ts';

/** All that can be set from outside, read and checked. */
export interface Options {
  /** File that says how to reach the cluster; undefined means the service account of the pod. */
  readonly kubeconfig: string | undefined;
  /** Address of the API server, instead of the kubeconfig's. */
  readonly master: string | undefined;
  /** The only namespace to look after; undefined means all. */
  readonly namespace: string | undefined;
  /** Undefined: this is the only replica. */
  readonly election: ElectionOptions | undefined;
  /** The mesh of canaries that name none; not checked against the meshes there are. */
  readonly meshProvider: string;
  /** For the meshes that listen to more than their name. */
  readonly mesh: MeshOptions;
  readonly metricsServer: string;
  readonly selectorLabels: readonly string[];
  /** Empty: no labels are copied. */
  readonly includeLabelPrefix: readonly string[];
  readonly trackConfigs: boolean;
  readonly settleMs: number;
  readonly minIntervalMs: number;
  /** Incoming webhook of Slack, a secret; see `globalChat` in packages/alerts for what else is needed. */
  readonly slackUrl: string | undefined;
  /** Secret. */
  readonly slackToken: string | undefined;
  /** May hold secrets. */
  readonly slackProxyUrl: string | undefined;
  readonly slackUser: string | undefined;
  readonly slackChannel: string | undefined;
  /** Where the events of canaries without an `event` webhook go; may hold secrets. */
  readonly eventWebhook: string | undefined;
  /** Said in alerts. */
  readonly clusterName: string | undefined;
  /** 0 takes any free port. */
  readonly port: number;
  readonly logLevel: LogLevel;
}

/** How replicas choose the one that acts. */
export interface ElectionOptions {
  /** Where the lease is kept. */
  readonly namespace: string;
  readonly leaseMs: number;
}

/** What the command line asks for. */
export type Wish =
  | { readonly kind: 'run'; readonly options: Options; readonly notes: readonly Note[] }
  /** Help or version: print it and end well. */
  | { readonly kind: 'print'; readonly text: string }
  /** Say it and end with this exit code. */
  | { readonly kind: 'refuse'; readonly sentence: string; readonly exitCode: 2 };

/** What is asked for by the arguments behind the program's name and by the environment, which wins. */
export function wishOf(argv: readonly string[], environment: Environment): Wish {
  const given = commandLine(argv);
  if (given.kind === 'unreadable') {
    return { kind: 'refuse', sentence: given.sentence, exitCode: 2 };
  }
  try {
    return wish(new Settings(given.values, environment));
  } catch (error) {
    if (error instanceof BadSetting) {
      return { kind: 'refuse', sentence: error.message, exitCode: 2 };
    }
    throw error;
  }
}

/** Logs a line for each setting that changes nothing. */
export function tellNotes(notes: readonly Note[], log: Log): void {
  for (const note of notes) {
    tellNote(note, log);
  }
}

function tellNote({ kind, setting, why }: Note, log: Log): void {
  switch (kind) {
    case 'later':
      log.warn('setting is accepted but its feature comes with a later version', { setting, why });
      break;
    case 'incomplete':
      log.warn('setting has no effect without another one', { setting, why });
      break;
    case 'without effect':
      log.info('setting is accepted but has no effect', { setting, why });
      break;
  }
}

function wish(settings: Settings): Wish {
  settings.check();
  if (settings.read(FLAGS.help)) {
    return { kind: 'print', text: help() };
  }
  if (settings.read(FLAGS.version)) {
    return { kind: 'print', text: `Flagger version ${VERSION}\n` };
  }
  return { kind: 'run', options: optionsOf(settings), notes: settings.notes() };
}

function optionsOf(settings: Settings): Options {
  return {
    kubeconfig: settings.read(FLAGS.kubeconfig) || undefined,
    master: settings.read(FLAGS.master) || undefined,
    namespace: settings.read(FLAGS.namespace) || undefined,
    election: electionOf(settings),
    meshProvider: settings.read(FLAGS['mesh-provider']),
    mesh: {
      ingress: {
        className: settings.read(FLAGS['ingress-class']),
        annotationsPrefix: settings.read(FLAGS['ingress-annotations-prefix']),
      },
    },
    metricsServer: settings.read(FLAGS['metrics-server']),
    selectorLabels: settings.read(FLAGS['selector-labels']),
    includeLabelPrefix: settings.read(FLAGS['include-label-prefix']),
    trackConfigs: settings.read(FLAGS['enable-config-tracking']),
    settleMs: settings.read(FLAGS['settle-time']),
    minIntervalMs: settings.read(FLAGS['min-interval']),
    slackUrl: settings.read(FLAGS['slack-url']) || undefined,
    slackToken: settings.read(FLAGS['slack-token']) || undefined,
    slackProxyUrl: settings.read(FLAGS['slack-proxy-url']) || undefined,
    slackUser: settings.read(FLAGS['slack-user']) || undefined,
    slackChannel: settings.read(FLAGS['slack-channel']) || undefined,
    eventWebhook: settings.read(FLAGS['event-webhook']) || undefined,
    clusterName: settings.read(FLAGS['cluster-name']) || undefined,
    port: settings.read(FLAGS.port),
    logLevel: settings.read(FLAGS['log-level']),
  };
}

/**
 * As Flagger does it, so that the two never act side by side: the namespace that is looked after wins over the one
 * for leases.
 */
function electionOf(settings: Settings): ElectionOptions | undefined {
  if (!settings.read(FLAGS['enable-leader-election'])) {
    return undefined;
  }
  const namespace =
    settings.read(FLAGS.namespace)
    || settings.read(FLAGS['leader-election-namespace'])
    || FLAGS['leader-election-namespace'].fallback;
  return { namespace, leaseMs: settings.read(FLAGS['lease-duration']) };
}
