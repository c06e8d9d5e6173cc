import {
  Conflict,
  intervalMs,
  nameOfKey,
  statusOf,
  Stop,
  Wait,
  type Canaries,
  type Canary,
  type Clock,
  type Listener,
  type Log,
  type MeshProvider,
  type Problem,
  type RawCanary,
  type Step,
} from '@flagger/api';
import { decide, digest, refuse, stepId, type Observed } from '@flagger/engine';
import { accept, tellableCanary } from './accept.ts';
import { canaryPorts, type View } from './canary-ports.ts';
import { gateOf } from './gate.ts';
import type { Farewell, Lives } from './life.ts';
import { notYet } from './not-yet.ts';
import type { Meshes } from './meshes.ts';
import { LONGEST_AFTER_CONFLICT_MS, pauseMs } from './pause.ts';
import type { Performed, Performer } from './perform.ts';
import type { Outcome } from './queue.ts';
import type { Turn } from './turn.ts';

export interface ReconcilerPorts {
  readonly canaries: Canaries;
  readonly view: (key: string) => View;
  /** Whether this process looks after the canary; where that is absent it looks after all. */
  readonly isOurs?: (key: string) => boolean;
  /** The canary is gone: drop what was kept for it. */
  readonly forget: (key: string) => void;
  /** False while another replica may hold the lease, or once the process is stopping. */
  readonly mayWrite: () => boolean;
  readonly meshes: Meshes;
  readonly performer: Performer;
  readonly lives: Lives;
  readonly listeners: readonly Listener[];
  readonly clock: Clock;
  readonly log: Log;
  readonly settleMs: number;
  readonly minIntervalMs: number;
}

/** One turn: read, observe, decide, perform. */
export class Reconciler {
  constructor(private readonly ports: ReconcilerPorts) {}

  async turn(key: string): Promise<Outcome> {
    const { canaries, lives, meshes, performer, clock, listeners, isOurs } = this.ports;
    const raw = canaries.read(key);
    if (!raw || isOurs?.(key) === false) {
      return this.partFrom(key, raw ? 'not ours' : 'gone');
    }
    const life = lives.of(key);
    const stop = life.stoppedAt(raw.metadata);
    const accepted = stop ? { problems: [stop] } : accept(raw, meshes, canaries);
    if (accepted.problems) {
      return this.refuse(key, raw, accepted.problems);
    }
    const { canary, provider } = accepted;
    const began = clock.now();
    const turn = this.turnOf(key, canary, provider);
    const step = await this.nextStep(turn, provider);
    const performed = await performer.perform(step.actions, turn);
    if (step.ask) {
      life.answers.ask(canary, step.ask);
    }
    listeners.forEach((listener) => listener.turn?.(canary, (clock.now() - began) / 1000));
    return outcome(step, performed);
  }

  /**
   * Tells why a turn failed and gives how long to wait before the next, ms: what a person must mend, what may pass,
   * and bugs.
   */
  async explain(key: string, error: unknown, times: number): Promise<number> {
    const raw = this.ports.canaries.read(key);
    if (error instanceof Conflict) {
      this.ports.log.debug('The cluster moved on during a turn', { canary: nameOfKey(key), error: error.message });
      return pauseMs(times, LONGEST_AFTER_CONFLICT_MS);
    }
    if (error instanceof Stop && raw) {
      this.ports.lives.of(key).stopAt(raw.metadata, error.problem);
      return 0;
    }
    if (error instanceof Wait) {
      this.ports.log.warn('A turn has to wait', {
        canary: nameOfKey(key),
        error: error.message,
        cause: causeOf(error),
      });
      await this.tellWait(key, raw, error.message).catch(() => undefined);
      return error.afterMs ?? pauseMs(times);
    }
    this.ports.log.error('A turn failed', {
      canary: nameOfKey(key),
      error: error instanceof Error ? error.stack : String(error),
      cause: causeOf(error),
    });
    await this.tellWait(
      key,
      raw,
      `${error instanceof Error ? error.message : String(error)}${causeOf(error) === undefined ? '' : `: ${causeOf(error)}`}`,
    ).catch(() => undefined);
    return pauseMs(times);
  }

  /** Observes and decides; what was asked in another step is forgotten between the two. */
  private async nextStep(turn: Turn, provider: MeshProvider): Promise<Step> {
    const { answers } = turn.life;
    const observed = await this.observe(turn, provider);
    answers.keepOnly(stepId(observed));
    const step = decide(observed);
    if (step.ask?.what === 'settle') {
      answers.settleAnew(step.ask);
    }
    return step;
  }

  private async refuse(key: string, raw: RawCanary, problems: readonly Problem[]): Promise<Outcome> {
    const canary = tellableCanary(raw);
    if (raw.metadata.deletionTimestamp) {
      return 'change';
    }
    const gate = gateOf(this.ports, key, raw.metadata.uid);
    const { actions } = refuse(raw, statusOf(raw), problems);
    await this.ports.performer.tell(actions, { key, canary, gate, life: this.ports.lives.of(key) });
    return 'change';
  }

  private async tellWait(key: string, raw: RawCanary | undefined, message: string): Promise<void> {
    if (raw && !raw.metadata.deletionTimestamp) {
      const gate = gateOf(this.ports, key, raw.metadata.uid);
      const id = digest(raw.metadata.uid, statusOf(raw).lastTransitionTime, message).slice(0, 16);
      const { phase = '', lastAppliedSpec } = statusOf(raw);
      const event = {
        do: 'event',
        type: 'Warning',
        message,
        id,
        phase,
        checksum: digest(lastAppliedSpec).slice(0, 16),
      } as const;
      const canary = tellableCanary(raw);
      await this.ports.performer.tell([event], { key, canary, gate, life: this.ports.lives.of(key) });
    }
  }

  private async observe({ canary, life, workloads, router }: Turn, provider: MeshProvider): Promise<Observed> {
    const { clock, listeners, settleMs, minIntervalMs } = this.ports;
    const { answers, since, repairs } = life;
    const [seen, routes] = await Promise.all([workloads.see(canary), router.routes(canary)]);
    if (routes) {
      listeners.forEach((listener) => listener.routes?.(canary, routes));
    }
    return {
      ...seen,
      canary,
      routes,
      mesh: provider.capabilities,
      warnings: [...notYet(canary), ...(provider.warnings?.(canary) ?? [])],
      answers: answers.known(),
      contested: repairs.contested(),
      now: clock.now(),
      since: since.of(canary.status),
      settleMs,
      minIntervalMs,
    };
  }

  private turnOf(key: string, canary: Canary, provider: MeshProvider): Turn {
    const { lives, view, minIntervalMs } = this.ports;
    const { uid } = canary.metadata;
    const life = lives.of(key);
    const ports = life.portsFor(uid, provider, () => canaryPorts(view(key), provider, gateOf(this.ports, key, uid)));
    return { key, canary, life, ...ports, intervalMs: intervalMs(canary.spec.analysis, minIntervalMs) };
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

function outcome({ next }: Step, { hasWritten, repairAt }: Performed): Outcome {
  if (hasWritten) {
    return 'now';
  }
  const at = Math.min(repairAt ?? Infinity, next === 'change' ? Infinity : next.at);
  return at === Infinity ? 'change' : { at };
}

const causeOf = (error: unknown): string | undefined =>
  error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined;
