import type { MeshProvider, Problem, RawCanary } from '@flagger/api';
import type { Answers } from './answers.ts';
import type { CanaryPorts } from './canary-ports.ts';
import { Repairs } from './repairs.ts';
import { Since } from './since.ts';
import { Told } from './told.ts';

/** What a life begins with; only answers need the world outside. */
export interface LifeParts {
  readonly answers: Answers;
  readonly since?: Since;
}

/**
 * What the process remembers of one canary, from its first turn until it is forgotten as a whole. Nothing of it may be
 * needed for safety: after a restart all of it is gone.
 */
export class Life {
  readonly answers: Answers;
  readonly since: Since;
  readonly told = new Told();
  readonly repairs = new Repairs();
  /** The version of the spec that a waiting replica has read all objects of; see `Standby` in packages/operator. */
  looked: string | undefined;
  private made: { readonly uid: string; readonly provider: MeshProvider; readonly ports: CanaryPorts } | undefined;
  private stop:
    { readonly uid: string; readonly generation: number | undefined; readonly problem: Problem } | undefined;

  constructor({ answers, since = new Since() }: LifeParts) {
    this.answers = answers;
    this.since = since;
  }

  /** The ports of the canary with this uid in this mesh, made where it had others before. */
  portsFor(uid: string, provider: MeshProvider, make: () => CanaryPorts): CanaryPorts {
    if (this.made?.uid !== uid || this.made.provider !== provider) {
      this.made = { uid, provider, ports: make() };
    }
    return this.made.ports;
  }

  /** A turn found in its middle that this spec cannot work. */
  stopAt({ uid, generation }: RawCanary['metadata'], problem: Problem): void {
    this.stop = { uid, generation, problem };
  }

  /** What a turn found to need another spec; undefined once the spec is another one. */
  stoppedAt({ uid, generation }: RawCanary['metadata']): Problem | undefined {
    if (this.stop?.uid !== uid || this.stop.generation !== generation) {
      this.stop = undefined;
    }
    return this.stop?.problem;
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

  /** Ends a life: what is being asked for it is cancelled, and nothing is remembered. */
  forget(key: string): void {
    this.byKey.get(key)?.answers.forget();
    this.byKey.delete(key);
  }

  /** Cancels every question, as when the lease is lost or the process stops. */
  stopAsking(): void {
    this.byKey.forEach(({ answers }) => answers.forget());
  }
}
