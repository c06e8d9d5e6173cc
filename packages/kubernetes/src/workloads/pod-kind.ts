import type { Canary, WorkloadState } from '@flagger/api';
import type { PodTemplate } from './pod-template.ts';
import type { ObjectKind, PodWorkload } from './pod-workload.ts';
import type { Making } from './primary-template.ts';
import type { Unfit } from './problem.ts';
import type { Scale } from './replicas.ts';

/** How ready is ready enough. */
export interface Patience {
  /** Percent of the updated pods that must be available. */
  readonly threshold: number;
  /** `spec.progressDeadlineSeconds` of the Canary, in ms. */
  readonly deadlineMs: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /**
   * The deadline counts from here on at the earliest, ms since the epoch: pods of a new revision are not to blame for
   * the former's.
   */
  readonly since?: number;
}

/** Beside what its pods take: `-include-label-prefix`, which labels and annotations of the target go over. */
export interface PrimaryMaking extends Making {
  readonly prefixes: readonly string[];
}

/** What is copied over a primary. */
export interface Promotion<T> {
  readonly target: T;
  readonly making: PrimaryMaking;
  /** How many pods it is to have, where that is not what the target or its autoscaler says. */
  readonly replicas?: number;
}

/** What is particular to one kind of workload that makes pods. */
export interface PodKind<T extends PodWorkload> extends ObjectKind {
  /** Whether its pods are there, may still come (and until when), are not coming, or are not asked for. */
  stateOf(workload: T, patience: Patience): WorkloadState;
  /** Whether any pod takes users; what is known of a former spec counts until there is news. */
  isServing(workload: T): boolean;
  /** Whether most of the pods that take users are of a former template, as far as its status tells. */
  hasMostlyFormer(workload: T): boolean;
  /** The pods that it makes when it is awake. */
  templateOf(workload: T): PodTemplate;
  /** Why nothing can be made of a target of this kind. */
  unfit(target: T): Unfit | undefined;
  /** The primary as it is created. */
  primary(canary: Canary, target: T, making: PrimaryMaking): T;
  /** The live primary with the target copied over it. */
  promoted(canary: Canary, live: T, promotion: Promotion<T>): T;
  /** Whether the primary's pods are what the target's would become, in whichever run they were copied. */
  runs(live: T, target: T, making: Making): boolean;
  /** How many pods somebody asked for, where the kind has such a number. */
  replicas(workload: T): number;
  /** The merge patch that takes all pods from the target; undefined where it asks for none. */
  sleep(target: T): object | undefined;
  /** The merge patch that gives it pods, and at least `atLeast`; undefined where it has them. */
  wake(target: T, scale: Omit<Scale, 'target'> & { readonly atLeast: number }): object | undefined;
}
