import type { Log } from '@flagger/api';
import type { ReflectorTimings } from './caches/reflector-options.ts';
import type { Connection } from './client/connect.ts';
import type { RequestMeasurement } from './client/exchange.ts';
import type { Machine } from './client/machine.ts';

/** How long ago the last list was complete, or an event or a bookmark came. */
export interface WatchAge {
  /** As `kubectl` takes it, e.g. `Deployment.apps`, `Service`. */
  readonly kind: string;
  readonly seconds: number;
}

/** What a cluster is made of. */
export interface ClusterOptions {
  readonly connection: Connection;
  /** Only this namespace's canaries; those of all namespaces if undefined. */
  readonly namespace?: string | undefined;
  /** The API groups that meshes need: no other one is asked for, beside those of Kubernetes and Flagger. Any if undefined. */
  readonly groups?: readonly string[] | undefined;
  /** False for a cluster that only holds the mesh's objects: canaries are not looked for there. True if undefined. */
  readonly hasCanaries?: boolean;
  /** Of which canaries more is kept than their keys, now; of all if undefined. */
  readonly isKept?: ((canaryKey: string) => boolean) | undefined;
  readonly log: Log;
  readonly onRequest?: ((measurement: RequestMeasurement) => void) | undefined;
  /** Whose time and chance it goes by: this machine's if undefined. */
  readonly machine?: Machine | undefined;
  readonly timings?: (Partial<ReflectorTimings> & { readonly firstListMs?: number }) | undefined;
}
