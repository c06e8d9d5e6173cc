import type { Action, Written } from '@flagger/api';
import { repaired, repairOf, type Repair, type Repaired } from '@flagger/engine';

const NONE: ReadonlyMap<Repaired, Repair> = new Map();

/** What of one canary had to be repaired lately; the engine says when it may be repaired again. */
export class Repairs {
  private byWhat: Map<Repaired, Repair> | undefined;

  /** By what repairs it. */
  known(): ReadonlyMap<Repaired, Repair> {
    return this.byWhat ?? NONE;
  }

  /** An action was carried out and wrote this; what wrote nothing found all as it must be. */
  did(action: Action, written: Written, at: { readonly now: number; readonly intervalMs: number }): void {
    const what = repairOf(action);
    if (what && written.length > 0) {
      this.byWhat ??= new Map();
      this.byWhat.set(what, repaired(this.byWhat.get(what), { ...at, what: written.join(', ') }));
    }
  }
}
