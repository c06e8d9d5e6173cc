import type { CanaryStatus, Phase } from './canary.ts';
import type { Question } from './outside.ts';
import type { Routes } from './routes.ts';
import type { Severity, ToldEvent } from './telling.ts';

/** What to do now, what to find out, and when to look again. */
export interface Step {
  /** Done in order; see {@link Action} for what a failing one holds up. */
  readonly actions: readonly Action[];
  /** Asked in the background once the actions are done; the answer wakes the canary. */
  readonly ask?: Question;
  readonly next: Next;
}

/** Wait for a change of anything observed, at the latest until a time (ms since the epoch). */
export type Next = 'change' | { readonly at: number };

/**
 * Something to do. What keeps objects as they must be (`prepareMesh`, `ensure...` but the primary) and what tells people
 * fails alone; where anything else fails, what moves the run on or tells of it is left for the next turn.
 */
export type Action =
  /** Makes the canary the owner of what was made for a Canary that is gone, before anything relies on that. */
  | { readonly do: 'adopt' }
  | { readonly do: 'prepareMesh' }
  | { readonly do: 'ensureServices' }
  | ({ readonly do: 'ensurePrimary'; readonly flaggerId: string } & Copied)
  /** The primary's copies of these configs, of originals with these checksums. */
  | { readonly do: 'ensureConfigs'; readonly configs: readonly EnsuredConfig[] }
  /** `apex`: the service of a former name. */
  | { readonly do: 'ensureApex'; readonly apex?: string }
  /** The primary's autoscaler; `update` brings it to what the target's says now. */
  | { readonly do: 'ensureScaler'; readonly update: boolean }
  /** Repairs the mesh's objects; `expected` applies where they hold no routes to keep. */
  | { readonly do: 'ensureRoutes'; readonly expected: Routes }
  /** `isRepair`: sets back what somebody changed. */
  | { readonly do: 'route'; readonly routes: Routes; readonly isRepair?: true }
  | ({ readonly do: 'promote'; readonly flaggerId: string } & Copied)
  /** Takes all pods from the target. */
  | { readonly do: 'sleepTarget' }
  /** Gives the target the pods that it is to run with; `asPrimary`: at least as many as the primary has. */
  | { readonly do: 'wakeTarget'; readonly isRepair?: true; readonly asPrimary?: true }
  /** Where the users of a former name or mesh of this canary go. */
  | { readonly do: 'routeFormer'; readonly former: Former; readonly users: Routes }
  /**
   * All users of these routes go where `users` says, if it says so, then what was there before the Canary is back;
   * `isDeleted`: the Canary goes.
   */
  | { readonly do: 'release'; readonly former: Former; readonly users?: Routes; readonly isDeleted?: true }
  /** An apex service that was there before the Canary selects what it selected; `apex` may be a former name. */
  | { readonly do: 'releaseServices'; readonly apex: string }
  /** Keeps the Canary from being gone before it has given everything back, or lets it go. */
  | { readonly do: 'finalizer'; readonly isKept: boolean }
  /** A Kubernetes event; `id` is derived, so telling it twice is telling it once. */
  | ({ readonly do: 'event' } & ToldEvent)
  | {
      readonly do: 'alert';
      readonly severity: Severity;
      readonly message: string;
      readonly isDetailed: boolean;
      readonly id: string;
    }
  /**
   * `touch` ends a step or a check: it moves lastTransitionTime, from which the next check's time derives. `isFirst`:
   * what follows rests on it, and is not done where it cannot be written.
   */
  | { readonly do: 'status'; readonly status: StatusChange; readonly touch: boolean; readonly isFirst?: true };

/** What a primary is made of: the target as it was when that was decided. */
export interface Copied {
  readonly revision: string;
  /** Checksums of its ConfigMaps and Secrets, as `status.trackedConfigs` holds them; whichever they are if undefined. */
  readonly configs?: Readonly<Record<string, string>>;
}

/** A config whose copy the primary is to have, with the checksum of what is copied. */
export interface EnsuredConfig {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly checksum: string;
}

/** Where a canary is routed: by which mesh, and under which name; also where it was before that changed. */
export interface Former {
  readonly provider: string;
  readonly apex: string;
  /** The user's object that the routes stand beside; undefined where the mesh wants none, or it is not known. */
  readonly beside?: string;
}

/**
 * The fields of a Canary's status that a step sets; the rest stays. Conditions are merged by type, `undefined`
 * removes one.
 */
export interface StatusChange extends Partial<Omit<CanaryStatus, 'conditions' | 'lastTransitionTime' | 'phase'>> {
  readonly phase?: Phase;
  readonly conditions?: Readonly<Record<string, ConditionChange | undefined>>;
}

export interface ConditionChange {
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}
