import type { Log } from '@flagger/api';
import { commandLine, help } from './command-line.ts';
import type { LogLevel } from './flag-kinds.ts';
import { FLAGS } from './flags.ts';
import { BadSetting, Settings } from './settings.ts';
import type { Environment, Note } from './settings.ts';
import { VERSION } from './version.ts';

/** All that can be set from outside, read and checked. */
export interface Options {
  /** File that says how to reach the cluster; undefined means the service account of the pod. */
  readonly kubeconfig: string | undefined;
  /** Address of the API server, instead of the kubeconfig's. */
  readonly master: string | undefined;
  /** The only namespace to look after; undefined means all. */
  readonly namespace: string | undefined;
  /** The mesh of canaries that name none; not checked against the meshes there are. */
  readonly meshProvider: string;
  readonly metricsServer: string;
  readonly selectorLabels: readonly string[];
  /** Empty: no labels are copied. */
  readonly includeLabelPrefix: readonly string[];
  readonly trackConfigs: boolean;
  readonly settleMs: number;
  readonly minIntervalMs: number;
  /** 0 takes any free port. */
  readonly port: number;
  readonly logLevel: LogLevel;
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
  if (given.kind === 'unreadable') return { kind: 'refuse', sentence: given.sentence, exitCode: 2 };
  try {
    return wish(new Settings(given.values, environment));
  } catch (error) {
    if (error instanceof BadSetting) return { kind: 'refuse', sentence: error.message, exitCode: 2 };
    throw error;
  }
}

/** Logs a line for each setting that changes nothing. */
export function tellNotes(notes: readonly Note[], log: Log): void {
  for (const { kind, setting, why } of notes) {
    if (kind === 'later') log.warn('setting is accepted but its feature comes with a later version', { setting, why });
    else log.info('setting is accepted but has no effect', { setting, why });
  }
}

function wish(settings: Settings): Wish {
  settings.check();
  if (settings.read(FLAGS.help)) return { kind: 'print', text: help() };
  if (settings.read(FLAGS.version)) return { kind: 'print', text: `Flagger version ${VERSION}\n` };
  return { kind: 'run', options: optionsOf(settings), notes: settings.notes() };
}

function optionsOf(settings: Settings): Options {
  return {
    kubeconfig: settings.read(FLAGS.kubeconfig) || undefined,
    master: settings.read(FLAGS.master) || undefined,
    namespace: settings.read(FLAGS.namespace) || undefined,
    meshProvider: settings.read(FLAGS['mesh-provider']),
    metricsServer: settings.read(FLAGS['metrics-server']),
    selectorLabels: settings.read(FLAGS['selector-labels']),
    includeLabelPrefix: settings.read(FLAGS['include-label-prefix']),
    trackConfigs: settings.read(FLAGS['enable-config-tracking']),
    settleMs: settings.read(FLAGS['settle-time']),
    minIntervalMs: settings.read(FLAGS['min-interval']),
    port: settings.read(FLAGS.port),
    logLevel: settings.read(FLAGS['log-level']),
  };
}
