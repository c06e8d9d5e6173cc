import type { CanaryStatus, Phase } from './canary.ts';
import type { Question } from './outside.ts';
import type { Routes } from './routes.ts';
import type { Severity, ToldEvent } from './telling.ts';

/** What to do now, what to find out, and when to look again. */
export interface Step {
  /** Done in order: routes first, then events, then status, so that a crash in between can be healed. */
  readonly actions: readonly Action[];
  /** Asked in the background once the actions are done; the answer wakes the canary. */
  readonly ask?: Question;
  readonly next: Next;
}

/** Wait for a change of anything observed, at the latest until a time (ms since the epoch). */
export type Next = 'change' | { readonly at: number };

export type Action =
  | { readonly do: 'prepareMesh' }
  | { readonly do: 'ensureServices' }
  | { readonly do: 'ensurePrimary'; readonly flaggerId: string }
  | { readonly do: 'ensureApex' }
  /** The primary's autoscaler; `update` brings it to what the target's says now. */
  | { readonly do: 'ensureScaler'; readonly update: boolean }
  /** Repairs the mesh's objects; `expected` applies where they hold no routes to keep. */
  | { readonly do: 'ensureRoutes'; readonly expected: Routes }
  | { readonly do: 'route'; readonly routes: Routes }
  | { readonly do: 'promote'; readonly revision: string; readonly flaggerId: string }
  | { readonly do: 'scaleTarget'; readonly to: 'zero' | 'spec' }
  /** A Kubernetes event; `id` is derived, so telling it twice is telling it once. */
  | ({ readonly do: 'event' } & ToldEvent)
  | {
      readonly do: 'alert';
      readonly severity: Severity;
      readonly message: string;
      readonly isDetailed: boolean;
      readonly id: string;
    }
  /** Always last. `touch` moves lastTransitionTime, from which the next check's time derives. */
  | { readonly do: 'status'; readonly status: StatusChange; readonly touch: boolean };

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
