import { describe } from '@flagger/api';
import type { NamespaceRule } from '../api/namespaces.ts';
import { commandLine, help } from './command-line.ts';
import { type Flag, FLAGS, type MapName } from './flags.ts';
import type { LogLevel } from './log.ts';
import { VERSION } from './version.ts';

/** All that can be set from outside, read and checked. */
export interface Options {
  readonly logLevel: LogLevel;
  readonly port: number;
  readonly timeoutMs: number;
  readonly isServed: NamespaceRule;
  /** Undefined: everybody may ask. */
  readonly tokenFile: string | undefined;
  /** Whose tokens are taken as well, by the names that the API server knows. */
  readonly users: readonly string[];
  /** Undefined: all. */
  readonly allowedTypes: readonly string[] | undefined;
  readonly maxBodyBytes: number;
  /** Undefined: gates are kept in memory. */
  readonly gatesConfigMap: MapName | undefined;
  readonly closeGates: boolean;
  readonly kubeconfig: string | undefined;
}

/** What the command line asks for. */
export type Wish =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'refuse'; readonly sentence: string };

/** A value that is not allowed. */
class BadValue extends Error {}

/** What is asked for by the arguments behind the program's name. */
export function wishOf(argv: readonly string[]): Wish {
  const given = commandLine(argv);
  if (given.kind === 'unreadable') {
    return { kind: 'refuse', sentence: given.sentence };
  }
  try {
    return wish(given.values);
  } catch (error) {
    if (error instanceof BadValue) {
      return { kind: 'refuse', sentence: error.message };
    }
    throw error;
  }
}

function wish(values: ReadonlyMap<string, string>): Wish {
  const read = <T>(name: string, flag: Flag<T>): T => valueOf({ name, raw: values.get(name) ?? flag.fallback }, flag);
  if (read('help', FLAGS.help)) {
    return { kind: 'print', text: help() };
  }
  if (read('version', FLAGS.version)) {
    return { kind: 'print', text: `loadtester version ${VERSION}\n` };
  }
  read('zap-replace-globals', FLAGS['zap-replace-globals']);
  const allowed = read('allow-types', FLAGS['allow-types']);
  return {
    kind: 'run',
    options: {
      logLevel: read('log-level', FLAGS['log-level']),
      port: read('port', FLAGS.port),
      timeoutMs: read('timeout', FLAGS.timeout),
      isServed: read('namespace-regexp', FLAGS['namespace-regexp']),
      tokenFile: read('token-file', FLAGS['token-file']) || undefined,
      users: read('users', FLAGS.users),
      allowedTypes: allowed.length === 0 ? undefined : allowed,
      maxBodyBytes: read('max-request-size', FLAGS['max-request-size']),
      gatesConfigMap: read('gates-configmap', FLAGS['gates-configmap']) || undefined,
      closeGates: read('close-gates', FLAGS['close-gates']),
      kubeconfig: read('kubeconfig', FLAGS.kubeconfig) || undefined,
    },
  };
}

function valueOf<T>({ name, raw }: { name: string; raw: string }, flag: Flag<T>): T {
  const value = flag.read(raw);
  if (value === undefined) {
    throw new BadValue(describe({ field: `-${name}`, found: JSON.stringify(raw), allowed: flag.allowed }));
  }
  return value;
}
