import type { EventType, Finding, Listener, MeshProvider, Objects, Question, Workloads } from '@flagger/api';
import type { MemoryConfigs } from '../memory-configs.ts';
import type { Process } from './process.ts';

/** What the whole operator in memory is made of. */
export interface ShellSettings {
  readonly provider: MeshProvider;
  workloads(deps: {
    readonly objects: Objects;
    readonly configs: MemoryConfigs;
    readonly now: () => number;
  }): Workloads;
  /** What hooks and metrics servers find; nothing to object to where it is absent. May take its time. */
  readonly find?: (question: Question, signal: AbortSignal) => Promise<readonly Finding[]> | readonly Finding[];
  /**
   * Called before each write reaches the cluster and again after it was applied, with its number from 1 on; may kill
   * the process or throw.
   */
  readonly onWrite?: (write: WriteAttempt, process: Process) => void;
  /** Who hears what is told. */
  readonly listeners?: readonly Listener[];
  readonly settleMs?: number;
  /** Whether the conditions that kstatus and Flux read are told. */
  readonly kstatusConditions?: boolean;
  /** Fields of a Canary's status that the API server drops, as with an older CRD, such as `analysis.since`; may change. */
  readonly prunes?: readonly string[];
  /** Kinds that nobody installed; may change. */
  readonly uninstalled?: ReadonlySet<string>;
  /** A kind whose changes by others are heard of late. */
  readonly late?: { readonly kind: string; readonly ms: number };
}

export interface WriteAttempt {
  readonly number: number;
  readonly what: string;
  readonly moment: 'before' | 'after';
}

export interface KeptEvent {
  readonly id: string;
  readonly type: EventType;
  readonly message: string;
  readonly about: string;
}
