import type { Canary } from './canary.ts';
import { serviceNames } from './names.ts';

/** One service that requests are sent to. */
export interface Backend {
  readonly name: string;
  readonly port: number;
  /** The labels by which it finds its pods; undefined as long as nobody knows them. */
  readonly selector?: Labels;
  /** The port that its pods listen on; undefined as long as it is a name that nobody has seen a container use. */
  readonly targetPort?: number;
}

type Labels = Readonly<Record<string, string>>;

/** The services of one canary: the one that users call, and the two that a mesh splits their requests between. */
export type Backends = Readonly<Record<'apex' | 'primary' | 'canary', Backend>>;

/**
 * A Canary as its mesh router is handed it: with its services as its workload port knows them, so that no provider
 * works out names, ports and selectors or looks at services itself.
 */
export interface RoutedCanary extends Canary {
  readonly backends: Backends;
}

/** What is known of the pods of the two sides: their labels, and the port that they listen on. */
export interface KnownPods {
  readonly primary?: Labels | undefined;
  readonly canary?: Labels | undefined;
  readonly port?: number | undefined;
  /** Of the primary's, where that is another one until the promotion. */
  readonly primaryPort?: number | undefined;
}

/** The services that Kubernetes' own workloads have; users of the apex are the primary's but for what a mesh splits off. */
export function backendsOf(canary: Canary, pods: KnownPods = {}): Backends {
  const names = serviceNames(canary);
  const { port } = canary.spec.service;
  const backend = (name: string, selector: Labels | undefined, targetPort: number | undefined): Backend => ({
    name,
    port,
    ...(selector && { selector }),
    ...(targetPort !== undefined && { targetPort }),
  });
  const primaryPort = pods.primaryPort ?? pods.port;
  return {
    apex: backend(names.apex, pods.primary, primaryPort),
    primary: backend(names.primary, pods.primary, primaryPort),
    canary: backend(names.canary, pods.canary, pods.port),
  };
}

/** The Canary with its services. */
export const routed = (canary: Canary, backends: Backends): RoutedCanary => ({ ...canary, backends });
