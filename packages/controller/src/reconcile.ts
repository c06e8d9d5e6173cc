import {
  Conflict,
  intervalMs,
  nameOfKey,
  statusOf,
  Wait,
  type Canaries,
  type Canary,
  type Clock,
  type Listener,
  type Log,
  type Problem,
  type RawCanary,
  type Step,
} from '@flagger/api';
import { decide, digest, isHeld, refuse, stepId, withKstatus } from '@flagger/engine';
import { accept, tellableCanary, type Accepting } from './accept.ts';
import { canaryPorts, type View } from './canary-ports.ts';
import { isFromOutside, textOf } from './error-words.ts';
import { FormerRoutes } from './former-routes.ts';
import { GateShut, gated, gateOf } from './gate.ts';
import type { Farewell, Lives } from './life.ts';
import type { NamedMesh } from './meshes.ts';
import { observe } from './observe.ts';
import { askedPauseMs, LONGEST_AFTER_CONFLICT_MS, pauseMs, type Chance } from './pause.ts';
import type { Performer } from './perform.ts';
import type { Outcome } from './queue.ts';
import type { Kin } from './rivals.ts';
import type { Turn } from './turn.ts';

export interface ReconcilerPorts extends Accepting {
  readonly canaries: Canaries;
  readonly view: (key: string) => View;
  /** Whether this process looks after the canary; where that is absent it looks after all. */
  readonly isOurs?: (key: string) => boolean;
  /** A turn was taken: what the canary does not read any more may be dropped. */
  readonly endTurn: (key: string) => void;
  /** The canary is gone: drop what was kept for it. */
  readonly forget: (key: string) => void;
  /** Whether what is in a namespace may be written: not while another replica may, nor once the process is stopping. */
  readonly mayWrite: (namespace: string) => boolean;
  readonly performer: Performer;
  readonly lives: Lives;
  readonly listeners: readonly Listener[];
  readonly clock: Clock;
  /** Of how soon what failed is tried again. */
  readonly chance: Chance;
  readonly log: Log;
  readonly settleMs: number;
  readonly metricsDelayMs?: number;
  readonly minIntervalMs: number;
  /** Whether the conditions that kstatus and Flux read are told; false if undefined. */
  readonly kstatusConditions?: boolean | undefined;
}

/** A Canary that can be read, with its mesh and what is wrong with it. */
interface Readable {
  readonly canary: Canary;
  readonly provider: NamedMesh;
  readonly kin?: Kin | undefined;
  readonly problems: readonly Problem[];
}

/** One turn: read, observe, decide, perform. */
export class Reconciler {
  constructor(private readonly ports: ReconcilerPorts) {}

  async turn(key: string): Promise<Outcome> {
    const { canaries, rivals, isOurs } = this.ports;
    rivals.heard(key);
    const raw = canaries.read(key);
    if (!raw || isOurs?.(key) === false) {
      return this.partFrom(key, raw ? 'not ours' : 'gone');
    }
    const { canary, provider, ...more } = accept(raw, this.ports);
    return canary && provider ? this.live(key, { canary, provider, ...more }) : this.refuse(key, raw, more.problems);
  }

  /** Tells why a turn failed and gives how long to wait before the next, ms: what may pass, and bugs. */
  async explain(key: string, error: unknown, times: number): Promise<number> {
    const { canaries, log, chance } = this.ports;
    const keys = { canary: nameOfKey(key), error: textOf(error) };
    if (error instanceof Conflict) {
      log.debug('The cluster moved on during a turn', keys);
      return pauseMs(times, chance, LONGEST_AFTER_CONFLICT_MS);
    }
    if (isFromOutside(error)) {
      log.warn('A turn has to wait', keys);
    } else {
      log.error('A turn failed', { ...keys, ...(error instanceof Error && { stack: error.stack }) });
    }
    const raw = canaries.read(key);
    if (raw && (!raw.metadata.deletionTimestamp || isHeld(raw)) && !(error instanceof GateShut)) {
      await this.tellWait(key, raw, textOf(error)).catch(() => undefined);
    }
    return error instanceof Wait && error.afterMs !== undefined
      ? askedPauseMs(error.afterMs, chance)
      : pauseMs(times, chance);
  }

  private async live(key: string, readable: Readable): Promise<Outcome> {
    const { performer, clock, listeners, chance, endTurn } = this.ports;
    const { canary } = readable;
    const began = clock.now();
    const turn = this.turnOf(key, readable);
    const { session, told, failures } = turn.life;
    const observed = await observe(turn, readable, this.ports);
    // what was asked and told in another step is forgotten
    const step = stepId(observed);
    session.keepOnly(step);
    told.keepOnly(step);
    // what was so before is asked anew, but by a deletion, which is not suspended
    if (canary.spec.suspend && canary.metadata.deletionTimestamp === undefined) {
      session.forget();
    }
    const decided = decide({ ...observed, session: session.known() });
    const performed = await performer.perform(decided.actions, turn);
    const hasPassed = failures.endTurn(
      decided.actions,
      `${step} ${canary.metadata.generation ?? 0}`,
      performed.hasFailed,
    );
    if (decided.ask && !performed.hasEnded) {
      session.ask(canary, decided.ask);
    }
    endTurn(key);
    listeners.forEach((listener) => listener.turn?.(canary, (clock.now() - began) / 1000));
    return performed.hasWritten || hasPassed
      ? 'now'
      : later(decided, performed.hasFailed ? clock.now() + pauseMs(failures.times, chance) : Infinity);
  }

  private async refuse(key: string, raw: RawCanary, problems: readonly Problem[]): Promise<Outcome> {
    const gate = gateOf(this.ports, key, raw.metadata);
    const status = statusOf(raw);
    const telling = { key, canary: tellableCanary(raw), gate, life: this.ports.lives.ofOne(key, raw.metadata.uid) };
    const kstatus = this.ports.kstatusConditions ? telling.life : undefined;
    const refused = refuse(raw, status, problems);
    const { actions } = raw.metadata.deletionTimestamp
      ? refused
      : withKstatus(refused, { canary: telling.canary, status, kstatus, isReverted: false });
    await this.ports.performer.tell(actions, telling);
    return 'change';
  }

  private async tellWait(key: string, raw: RawCanary, message: string): Promise<void> {
    const gate = gateOf(this.ports, key, raw.metadata);
    const { phase = '', lastAppliedSpec, lastTransitionTime } = statusOf(raw);
    const id = digest(raw.metadata.uid, lastTransitionTime, message).slice(0, 16);
    const checksum = digest(lastAppliedSpec).slice(0, 16);
    const event = { do: 'event', type: 'Warning', message, id, phase, checksum } as const;
    const telling = { key, canary: tellableCanary(raw), gate, life: this.ports.lives.of(key) };
    await this.ports.performer.tell([event], telling);
  }

  private turnOf(key: string, { canary, provider, kin }: Readable): Turn {
    const { lives, view, meshes, minIntervalMs, canaries } = this.ports;
    const { uid, deletionTimestamp = '' } = canary.metadata;
    const life = lives.ofOne(key, uid);
    const gate = gateOf(this.ports, key, canary.metadata);
    const ports = life.portsFor(`${uid} ${deletionTimestamp}`, provider, () =>
      canaryPorts(view(key), { provider, gate, canary, canaries }),
    );
    const interval = intervalMs(canary.spec.analysis, minIntervalMs);
    const former = new FormerRoutes(canary, meshes, {
      objects: gated(view(key).objects, ports.gate),
      workloads: ports.workloads,
    });
    return { key, canary, life, kin, ...ports, intervalMs: interval, former };
  }

  /** Nothing is remembered of the canary any more; only of a deletion do others hear. */
  private partFrom(key: string, why: Farewell): Outcome {
    const { lives, listeners, forget } = this.ports;
    lives.forget(key);
    if (why === 'gone') {
      listeners.forEach((listener) => listener.gone?.(key));
      forget(key);
    }
    return why;
  }
}

function later({ next }: Step, retryAt: number): Outcome {
  const at = Math.min(retryAt, next === 'change' ? Infinity : next.at);
  return at === Infinity ? 'change' : { at };
}
