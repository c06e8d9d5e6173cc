import type { AlertProvider, Canary, MetricTemplate } from './canary.ts';
import { nameIn } from './names.ts';

/**
 * Port: what canaries refer to by name. That it cannot be had is a value; throws a Wait where the cluster cannot say
 * now.
 */
export interface References {
  /** From the watch cache, as one canary sees it: a change of it wakes that canary. */
  metricTemplate(canary: Canary, reference: Reference): Promise<Found<MetricTemplate>>;
  alertProvider(canary: Canary, reference: Reference): Promise<Found<AlertProvider>>;
  /**
   * What is in the Secret that a MetricTemplate or an AlertProvider names, which lies in its own namespace; empty where
   * it names none. Read anew each time: never keep it, never log it.
   */
  credentials(canary: Canary, of: MetricTemplate | AlertProvider): Promise<Found<Credentials>>;
}

/** A name as a Canary gives it: of its own namespace where it gives none. */
export interface Reference {
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** What is referred to, or why it cannot be had, as the rest of a sentence without secrets. */
export type Found<T> = { readonly ok: true; readonly object: T } | { readonly ok: false; readonly because: string };

/** The data of a Secret, decoded, by key. */
export type Credentials = ReadonlyMap<string, string>;

const CALLED = { MetricTemplate: 'metric template', AlertProvider: 'alert provider' } as const;

/** Whether a canary refers to another namespace; an empty one is its own. */
export const isForeign = ({ metadata }: Canary, { namespace }: Reference): boolean =>
  (namespace || metadata.namespace) !== metadata.namespace;

/** Where `-no-cross-namespace-refs` forbids what a canary refers to: why; undefined where it does not. */
export function crossNamespaceRefusal(
  canary: Canary,
  kind: keyof typeof CALLED,
  reference: Reference,
): string | undefined {
  return isForeign(canary, reference)
    ? `can't access ${CALLED[kind]} ${nameIn(reference.name, reference.namespace)}, cross-namespace references are blocked`
    : undefined;
}
