import type { Cluster } from './cluster/cluster.ts';
import { EXIT, Ended, type ExitCode } from './exit.ts';
import type { Io } from './io.ts';

/** One verb of the command line; one that is local needs no cluster. */
export type Command = Verb & ({ readonly load: () => Promise<Run> } | { readonly loadLocal: () => Promise<LocalRun> });

interface Verb {
  /** With spaces for a verb of a verb, e.g. `gate open`. */
  readonly name: string;
  readonly says: string;
  /** As commander writes them, e.g. `<name>`, `[name]`. */
  readonly parameters: readonly string[];
  readonly options: readonly Option[];
  /** Whole command lines: the tests run each. */
  readonly examples: readonly string[];
}

export interface Option {
  /** As commander writes them, e.g. `-o, --output <format>`. */
  readonly flags: string;
  readonly says: string;
  readonly allowed?: readonly string[];
  /** Can be given more than once: its value is a list. */
  readonly isRepeated?: true;
}

/** Read only when the verb is used. */
export type Run = (asked: Asked) => Promise<ExitCode>;
export type LocalRun = (asked: LocalAsked) => Promise<ExitCode>;
/** What was asked of a verb that needs no cluster. */
export type LocalAsked = Omit<Asked, 'cluster'>;

/** What was asked on the command line. */
export interface Asked {
  readonly names: readonly string[];
  readonly flags: Readonly<Record<string, unknown>>;
  readonly io: Io;
  readonly cluster: Cluster;
}

/** The text of an option; undefined where it was not given. */
export function textFlag({ flags }: Pick<Asked, 'flags'>, name: string): string | undefined {
  const value = flags[name];
  return typeof value === 'string' ? value : undefined;
}

/** Whether an option without a value was given. */
export const isFlag = ({ flags }: Pick<Asked, 'flags'>, name: string): boolean => flags[name] === true;

/** The name of the canary that a verb is about. */
export const nameIn = ({ names: [name = ''] }: Pick<Asked, 'names'>): string =>
  name.replace(/^(?:canary|canaries|cd)(?:\.flagger\.app)?\//, '');

/** The namespace of a verb: as `-n` says, else the context of the kubeconfig. */
export const namespaceOf = (asked: Pick<Asked, 'flags' | 'cluster'>): string =>
  textFlag(asked, 'namespace') ?? asked.cluster.namespace;

/** A time such as `90s`, `10m` or `1h30m`, in ms. */
export function durationFlag(asked: Pick<Asked, 'flags'>, name: string, otherwise: number): number {
  const text = textFlag(asked, name);
  if (text === undefined) {
    return otherwise;
  }
  const ms = /^(?:\d+(?:\.\d+)?(?:ms|h|m|s))+$/.test(text) ? sumOf(text) : undefined;
  if (ms === undefined) {
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new Ended(EXIT.usage, `--${flag}: found ${JSON.stringify(text)}, allowed is a time such as 90s or 10m`);
  }
  return ms;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

const sumOf = (text: string): number =>
  Array.from(text.matchAll(/([\d.]+)(ms|h|m|s)/g)).reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0),
    0,
  );
