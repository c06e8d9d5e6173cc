import type { KubeObject, RawCanary, Ref } from '@flagger/api';
import type { Knowledge } from './knowledge.ts';

/** A write as the operator means it. */
export interface Write {
  readonly verb: 'create' | 'patch' | 'replace' | 'remove' | 'status' | 'metadata';
  readonly ref: Ref;
  /** What the turn that writes knows. */
  readonly known: Knowledge;
  /** The canary as the turn began with it. */
  readonly canary: RawCanary | undefined;
  /** The other canaries that were known then. */
  readonly others: readonly RawCanary[];
  /** Whether it is told because the turn failed. */
  readonly isExplaining: boolean;
  /** The canary as it is in the cache at this moment. */
  readonly canaryNow: RawCanary | undefined;
}

/** One turn of a canary: what it began with, and what it knows. */
export type TurnOf = Pick<Write, 'known' | 'canary' | 'others' | 'isExplaining'>;

/** A write that took effect; before and after are the same where it changed nothing. */
export interface Applied extends Write {
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
}

export interface ToldEvent {
  readonly id: string;
  readonly message: string;
  readonly type: string;
}

/** How a write is done that gives an object. */
export interface Written {
  readonly verb: Write['verb'];
  readonly ref: Ref;
  readonly apply: () => KubeObject;
}
