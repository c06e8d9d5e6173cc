import type { Canary } from './canary.ts';
import { serviceNames } from './names.ts';

/** One service that requests are sent to. */
export interface Backend {
  readonly name: string;
  readonly port: number;
}

/** The services of one canary: the one that users call, and the two that a mesh splits their requests between. */
export type Backends = Readonly<Record<'apex' | 'primary' | 'canary', Backend>>;

/** A Canary as its mesh router is handed it: with its services, whose names and ports no provider works out itself. */
export interface RoutedCanary extends Canary {
  readonly backends: Backends;
}

/** The Canary with the services that Kubernetes' own workloads have. */
export const routed = (canary: Canary): RoutedCanary => ({ ...canary, backends: backendsOf(canary) });

function backendsOf(canary: Canary): Backends {
  const names = serviceNames(canary);
  const { port } = canary.spec.service;
  return {
    apex: { name: names.apex, port },
    primary: { name: names.primary, port },
    canary: { name: names.canary, port },
  };
}
