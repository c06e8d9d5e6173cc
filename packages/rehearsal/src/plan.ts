import type { KubeObject } from '@flagger/api';

/** What is rehearsed, and in what circumstances. */
export interface Plan {
  /** The Canary, and all that is there before the release. */
  readonly canary: KubeObject & { readonly metadata: { readonly namespace: string } };
  readonly objects: readonly KubeObject[];
  /** The target as it is released; where undefined its image changes to `image`. */
  readonly released?: KubeObject | undefined;
  /** Where undefined, the image of the target with another tag. */
  readonly image?: string | undefined;
  /** The mesh of a Canary that names none. */
  readonly provider: string;
  readonly seed: number;
  readonly traffic: Traffic;
  readonly hooks: Hooks;
  /** The values of MetricTemplates that nobody can work out, by name. */
  readonly values: Readonly<Record<string, number>>;
  /** Nothing is looked at after so long, ms since the release. */
  readonly longestMs: number;
}

/** The users. */
export interface Traffic {
  /** Requests a second. */
  readonly rate: number;
  /** Of the new revision, and of the one before: the share of requests that fail (0 to 1), and 99 of 100 are faster, ms. */
  readonly fresh: Behaviour;
  readonly former: Behaviour;
  /** The new revision does as the former one until its share of the traffic reaches this, percent. */
  readonly from: number;
  /** How many users an A/B test matches, 0 to 1. */
  readonly cohort: number;
}

export interface Behaviour {
  readonly errors: number;
  readonly p99Ms: number;
}

/** The webhooks; those that are not named here pass, and those of type `rollback` ask for none. */
export interface Hooks {
  /** Closed at first; opens so long after it was asked first, ms, by name. */
  readonly opening: Readonly<Record<string, number>>;
  /** Says no each time. */
  readonly failing: readonly string[];
}
