import type { Canary, Capabilities, Finding, Problem, Routes, Seen, Side } from '@flagger/api';

/** Everything a decision may depend on, read from caches at one moment. Nothing else may matter. */
export interface Observed extends Seen {
  readonly canary: Canary;
  /** All that is wrong with the Canary; what could be read of it is used for the safety of users alone. */
  readonly refusal: Refusal | undefined;
  /** Since when the target is missing or unusable as this process knows, ms since the epoch; undefined where it is not. */
  readonly targetLostAt: number | undefined;
  /** Whether an older Canary of the same target is at work. */
  readonly isSecond?: boolean | undefined;
  /** Whether the apex service of the name that users are led from selects the target; false if undefined. */
  readonly isFormerApexOnTarget?: boolean | undefined;
  /** Whether another Canary had the services that this one names first, so that they and their routes are its; false if undefined. */
  readonly isSecondToServices?: boolean | undefined;
  /** What was made for a Canary that is gone, or goes before this one, by kind and name; undefined or empty where there is none. */
  readonly adoptable?: readonly string[];
  /** Actions that failed when they were last tried. */
  readonly failing: readonly Failing[];
  /** What the mesh does now; undefined until its objects have been created. */
  readonly routes: Routes | undefined;
  /** What this process last made the mesh do; undefined where it has not yet. */
  readonly routed: Routes | undefined;
  /** What the mesh can do. */
  readonly mesh: Capabilities;
  /** The usual name of the mesh, e.g. `istio`. */
  readonly provider: string;
  /** What the canary asks for and the mesh leaves undone, as sentences for users. */
  readonly warnings: readonly string[];
  /** The check session that was opened last. */
  readonly session: Session | undefined;
  /** What had to be repaired lately, by what repairs it. */
  readonly repairs: ReadonlyMap<Repaired, Repair>;
  readonly still: Still;
  /** Since when the pods of each side are in the state that they are in, as this process knows; ms since the epoch. `now` if undefined. */
  readonly stateSince?: Readonly<Record<Side, number>> | undefined;
  /** Since when the routes are as they are, also where the mesh says that it took them; ms. `still.routes` if undefined. */
  readonly reroutedAt?: number | undefined;
  /** What the mesh says about routes that it has not taken; undefined where it took them, or never says. */
  readonly untaken?: Untaken | undefined;
  /** Which kind of the mesh the cluster lacks; undefined where it has all. */
  readonly uninstalled?: Uninstalled | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** When `status.lastTransitionTime` was written, ms since the epoch, never earlier than it really was. */
  readonly since: number;
  /** Since when this process looks at the canary, ms since the epoch. */
  readonly watchedSince: number;
  /** When `spec.suspend` was taken away while this process looked, ms since the epoch; undefined where it was not. */
  readonly resumedAt?: number | undefined;
  /** How long proxies are given to hear of a change, ms. */
  readonly settleMs: number;
  /** How old what is counted must be until the metrics server has it, ms; 1 s if undefined. */
  readonly metricsDelayMs?: number | undefined;
  /** When the cluster last dropped what comparing must remember, ms since the epoch; undefined where it keeps it. */
  readonly forgottenAt?: number | undefined;
  /** Since when the cluster drops that each time it is tried, ms since the epoch; as `forgottenAt` if undefined. */
  readonly forgottenSince?: number | undefined;
  /** No interval counts as shorter than this, ms (Flagger: 10 s). */
  readonly minIntervalMs: number;
  /** Undefined where the conditions of kstatus are not told. */
  readonly kstatus?: Kstatus | undefined;
  /** Random words, for cookies that are made in this turn. */
  readonly tokens: { readonly canary: string; readonly primary: string };
}

/** Since when something is as it is now, as far as this process knows; ms since the epoch. */
export interface Still {
  /** The routes, and whom the apex service selects; what the mesh says that it serves counts as long ago. */
  readonly routes: number;
  /** Whether the target's pods are ready, and of which revision they are. */
  readonly target: number;
  readonly primary: number;
}

/** That the conditions of kstatus are told, and what is known of what Flux asked for. */
export interface Kstatus {
  /** The last request of Flux that this process answered: an older CRD may not keep it. */
  readonly answered?: string | undefined;
}

/** Routes that the mesh has not taken. */
export interface Untaken {
  /** `awaited`: it has not looked at them yet. */
  readonly kind: 'awaited' | 'refused';
  readonly message: string;
  /** Since when it says so, as this process knows; ms since the epoch. */
  readonly since: number;
}

/** A mesh that nobody installed, or that somebody took out of the cluster. */
export interface Uninstalled {
  /** Names the kind and its CRDs. */
  readonly message: string;
  /** As this process knows, ms since the epoch. */
  readonly since: number;
  /** When it is worth looking again, ms since the epoch. */
  readonly againAt: number;
}

/** A Canary that cannot be worked with as it is. */
export interface Refusal {
  readonly problems: readonly Problem[];
  /** Ms since the epoch, as this process knows. */
  readonly since: number;
}

/** An action that the cluster refused, or that cannot be done as the Canary is. */
export interface Failing {
  /** `do` of the action. */
  readonly action: string;
  /** What was tried and why it failed, in words of the Canary's fields where these are the cause. */
  readonly message: string;
  /** Where a person must change the Canary. */
  readonly problem?: Problem;
  /** What it waits for, where a field of the Canary names that. */
  readonly awaited?: Problem;
  /** The cluster lacks the kind of object that it works on. */
  readonly isUninstalled?: true;
  /** When it failed first without having succeeded since, ms since the epoch. */
  readonly since: number;
}

/**
 * One round of questions of one step. It stays the same until its last question is answered, however long that takes:
 * what was found in it does not go stale.
 */
export interface Session {
  /** `<step>.<number>`. */
  readonly id: string;
  /** Ms since the epoch; the next session is due an interval later. */
  readonly startedAt: number;
  /** By question id. */
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
}

/** What keeps something as it must be, and so may meet somebody who keeps changing it. */
export type Repaired =
  'ensureServices' | 'ensureConfigs' | 'ensureApex' | 'ensureScaler' | 'ensureRoutes' | 'route' | 'wakeTarget';

/** Repairs of one thing that followed each other. */
export interface Repair {
  /** How many there were. */
  readonly times: number;
  /** Ms since the epoch. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** What was written, e.g. `Service podinfo`. */
  readonly what: string;
}
