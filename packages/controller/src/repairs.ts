import type { Action, Written } from '@flagger/api';
import { repaired, repairOf, type Repair, type Repaired } from '@flagger/engine';

const NONE: ReadonlyMap<Repaired, Repair> = new Map();

/** What of one canary had to be repaired lately; the engine says when it may be repaired again. */
export class Repairs {
  private byWhat: Map<Repaired, Repair> | undefined;
  private generation: number | undefined;
  /** What was carried out since the spec changed; undefined where this process found the Canary at work and knows only one spec. */
  private appliedSince: Set<Repaired> | undefined;

  /** By what repairs it. */
  known(): ReadonlyMap<Repaired, Repair> {
    return this.byWhat ?? NONE;
  }

  /**
   * An action was carried out and wrote this; what wrote nothing found all as it must be. The first write after the
   * spec changed, or for a Canary that is new, is what the Canary asks for now, and nobody else's doing.
   */
  did(action: Action, written: Written, done: Done): void {
    const { now, intervalMs } = done;
    const what = repairOf(action);
    if (what && !this.isAskedFor(what, done) && written.length > 0) {
      this.byWhat ??= new Map();
      this.byWhat.set(what, repaired(this.byWhat.get(what), { now, intervalMs, what: written.join(', ') }));
    }
  }

  private isAskedFor(what: Repaired, { generation, isNew = false }: Done): boolean {
    if (generation !== this.generation) {
      this.appliedSince = this.generation === undefined && !isNew ? undefined : new Set();
      this.generation = generation;
    }
    const isFirst = this.appliedSince?.has(what) === false;
    this.appliedSince?.add(what);
    return isFirst;
  }
}

/** When an action was carried out, and for which version of the spec. */
interface Done {
  readonly now: number;
  readonly intervalMs: number;
  readonly generation: number;
  /** Whether the Canary was not initialised yet. */
  readonly isNew?: boolean;
}
