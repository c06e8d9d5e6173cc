import type { Routes, ToldEvent } from '@flagger/api';
import type { CanaryPorts } from './canary-ports.ts';
import type { CheckSession } from './check-session.ts';
import type { NamedMesh } from './meshes.ts';
import { Failures } from './failures.ts';
import { Repairs } from './repairs.ts';
import { Since } from './since.ts';
import { Steady } from './steady.ts';
import { Told } from './told.ts';

/** What a life begins with; only the check session needs the world outside. */
export interface LifeParts {
  readonly session: CheckSession;
  readonly since?: Since;
}

/**
 * What the process remembers of one canary, from its first turn until it is forgotten as a whole. Nothing of it may be
 * needed for safety: after a restart all of it is gone.
 */
export class Life {
  readonly session: CheckSession;
  readonly since: Since;
  readonly told = new Told();
  readonly repairs = new Repairs();
  readonly failures = new Failures();
  readonly steady = new Steady();
  /** Events that the cluster refused; they are told again beside the next turns. */
  untold: readonly ToldEvent[] = [];
  /** What this process last made the mesh do. */
  routed: Routes | undefined;
  /** The last request of Flux that was answered: an older CRD does not keep it. */
  answered: string | undefined;
  /** When the cluster last dropped what comparing remembers, ms since the epoch; undefined where it keeps it. */
  forgottenAt: number | undefined;
  /** When the first turn was taken, ms since the epoch. */
  watchedSince: number | undefined;
  /** The uid of the Canary; undefined before the first turn. */
  uid: string | undefined;
  /** The version of the spec that a waiting replica has read all objects of; see `Standby` in packages/operator. */
  looked: string | undefined;
  private made: { readonly of: string; readonly provider: NamedMesh; readonly ports: CanaryPorts } | undefined;

  constructor({ session, since = new Since() }: LifeParts) {
    this.session = session;
    this.since = since;
  }

  /** The ports of a canary in this mesh, made where it had others before; `of` names it, alive or deleted. */
  portsFor(of: string, provider: NamedMesh, make: () => CanaryPorts): CanaryPorts {
    if (this.made?.of !== of || this.made.provider !== provider) {
      this.made = { of, provider, ports: make() };
    }
    return this.made.ports;
  }
}

/**
 * Why a canary is looked after no more. `gone`: it was deleted, and everybody may drop what was theirs of it. `not
 * ours`: another process looks after it from now on, so that only what is remembered here goes.
 */
export type Farewell = 'gone' | 'not ours';

/** The lives of all canaries, by key. */
export class Lives {
  private readonly byKey = new Map<string, Life>();

  constructor(private readonly begin: (key: string) => Life) {}

  /** The canary's life, which begins here where it has none. */
  of(key: string): Life {
    const life = this.byKey.get(key) ?? this.begin(key);
    this.byKey.set(key, life);
    return life;
  }

  /** The same of the Canary with this uid: what is remembered of another one of its name is none of its. */
  ofOne(key: string, uid: string): Life {
    const before = this.byKey.get(key);
    if (before?.uid !== undefined && before.uid !== uid) {
      this.forget(key);
    }
    const life = this.of(key);
    life.uid = uid;
    return life;
  }

  /** Ends a life: what is being asked for it is cancelled, and nothing is remembered. */
  forget(key: string): void {
    this.byKey.get(key)?.session.forget();
    this.byKey.delete(key);
  }

  /** Whether something is asked or told for the canary that whoever looks after it next would ask or tell again. */
  isUnderWay(key: string): boolean {
    const life = this.byKey.get(key);
    return life !== undefined && (life.session.isUnderWay || life.untold.length > 0);
  }

  /** Cancels every question, as when the lease is lost or the process stops. */
  stopAsking(): void {
    this.byKey.forEach(({ session }) => session.forget());
  }
}
