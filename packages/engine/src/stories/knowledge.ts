import type { Finding, Question, Routes } from '@flagger/api';
import { repaired, repairOf, type Failing, type Observed, type Repair, type Repaired, type Session } from '../index.ts';
import type { Action } from '../step.ts';
import type { Scene } from './plot.ts';

type Known = Pick<
  Observed,
  'session' | 'repairs' | 'failing' | 'still' | 'routed' | 'watchedSince' | 'refusal' | 'targetLostAt' | 'uninstalled'
>;

/** What a process knows of a canary beside what the API server says: it begins anew with each process. */
export class Knowledge {
  readonly told = new Set<string>();
  private session: Session | undefined;
  private readonly repairs = new Map<Repaired, Repair>();
  private readonly failing = new Map<string, Failing>();
  private readonly seen = new Map<string, { readonly value: string; readonly at: number }>();
  private routed: Routes | undefined;

  constructor(private readonly since: number) {}

  of(scene: Scene, now: number): Known {
    const { target, primary, routes, isApexOnPrimary, problems, lacks } = scene;
    const lackedAt = this.unchanged('lacks', lacks !== undefined, now);
    const refusedAt = this.unchanged('refused', problems !== undefined, now);
    const lostAt = this.unchanged('target', target === undefined, now);
    return {
      session: this.session,
      repairs: this.repairs,
      failing: [...this.failing.values()],
      still: {
        routes: this.unchanged('routes', [routes, isApexOnPrimary], now),
        target: this.unchanged('canary', [target?.revision, target?.state.state], now),
        primary: this.unchanged('primary', [primary?.flaggerId, primary?.state.state], now),
      },
      routed: this.routed,
      watchedSince: this.since,
      refusal: problems && { problems, since: refusedAt },
      uninstalled: lacks === undefined ? undefined : { message: lacks, since: lackedAt, againAt: now + 30_000 },
      targetLostAt: target ? undefined : lostAt,
    };
  }

  /** Whether the question is new. */
  asked({ id, session }: Question, now: number): boolean {
    if (this.session?.id !== session) {
      this.session = { id: session, startedAt: now, findings: new Map() };
      this.pending.clear();
    }
    const isNew = !this.pending.has(id);
    this.pending.add(id);
    return isNew;
  }

  answered({ id, session }: Question, findings: readonly Finding[]): void {
    if (this.session?.id === session) {
      this.session = { ...this.session, findings: new Map([...this.session.findings, [id, findings]]) };
    }
  }

  did(action: Action, hasWritten: boolean, now: number): void {
    this.hasPassed = this.failing.delete(action.do) || this.hasPassed;
    const repair = repairOf(action);
    if (repair && hasWritten) {
      this.repairs.set(repair, repaired(this.repairs.get(repair), { what: repair, now, intervalMs: 10_000 }));
    }
    if (action.do === 'route') {
      this.routed = action.routes;
    }
  }

  failed({ do: action }: Action, message: string, now: number): void {
    this.failing.set(action, this.failing.get(action) ?? { action, message, since: now });
  }

  /** What is not tried any more in another step has not failed there. Whether something went again that had failed. */
  ended(actions: readonly Action[], step: string): boolean {
    const { hasPassed } = this;
    this.hasPassed = false;
    for (const action of this.failing.keys()) {
      if (step !== this.step && !actions.some((each) => each.do === action)) {
        this.failing.delete(action);
      }
    }
    this.step = step;
    return hasPassed;
  }

  private hasPassed = false;
  private readonly pending = new Set<string>();
  private step = '';

  private unchanged(what: string, seen: unknown, now: number): number {
    const value = JSON.stringify(seen);
    const before = this.seen.get(what);
    const at = before?.value === value ? before.at : now;
    this.seen.set(what, { value, at });
    return at;
  }
}
