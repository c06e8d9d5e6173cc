import type { Canary } from '@flagger/api';
import type { CanaryPorts } from './canary-ports.ts';
import type { FormerRoutes } from './former-routes.ts';
import type { Gate } from './gate.ts';
import type { Life } from './life.ts';
import type { Kin } from './rivals.ts';

/** What telling about a canary needs. */
export interface Telling {
  readonly key: string;
  readonly canary: Canary;
  readonly life: Life;
  readonly gate: Gate;
}

/** One turn of a canary: whom it is about, what is remembered of it, and what its actions are carried out through. */
export interface Turn extends Telling, CanaryPorts {
  /** The other Canaries of its target; undefined where there are none. */
  readonly kin?: Kin | undefined;
  readonly intervalMs: number;
  readonly former: Pick<FormerRoutes, 'route' | 'release' | 'isOnTarget'>;
}
