import type { Canary } from '@flagger/api';
import type { CanaryPorts } from './canary-ports.ts';
import type { FormerRoutes } from './former-routes.ts';
import type { Gate } from './gate.ts';
import type { Life } from './life.ts';

/** What telling about a canary needs. */
export interface Telling {
  readonly key: string;
  readonly canary: Canary;
  readonly life: Life;
  readonly gate: Gate;
}

/** One turn of a canary: whom it is about, what is remembered of it, and what its actions are carried out through. */
export interface Turn extends Telling, CanaryPorts {
  /** The uid of the older Canary of its target; undefined where there is none. */
  readonly elder?: string | undefined;
  readonly intervalMs: number;
  readonly former: Pick<FormerRoutes, 'route' | 'release'>;
}
