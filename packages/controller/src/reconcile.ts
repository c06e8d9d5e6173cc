import {
  type Canaries,
  type Canary,
  type Clock,
  Conflict,
  intervalMs,
  type Listener,
  type Log,
  type Objects,
  type Problem,
  type RawCanary,
  routed,
  statusOf,
  type Step,
  Stop,
  Wait,
  type Workloads,
} from '@flagger/api';
import { decide, digest, refuse, stepId, type Observed } from '@flagger/engine';
import { accept, tellableCanary } from './accept.ts';
import type { Answers } from './answers.ts';
import { gated, gateOf } from './gate.ts';
import { logName } from './log-name.ts';
import { notYet } from './not-yet.ts';
import type { Meshes, NamedMesh } from './meshes.ts';
import { LONGEST_AFTER_CONFLICT_MS, pauseMs } from './pause.ts';
import type { Hands, Performed, Performer } from './perform.ts';
import type { Outcome } from './queue.ts';
import type { Repairs } from './repairs.ts';
import type { Since } from './since.ts';
import type { Told } from './told.ts';

/** The cluster as one canary sees it; what is read through it wakes that canary when it changes. */
export interface View {
  readonly objects: Objects;
  /** The workload port, writing through these objects. */
  workloads(objects: Objects): Workloads;
}

export interface ReconcilerPorts {
  readonly canaries: Canaries;
  readonly view: (key: string) => View;
  /** The canary is gone: drop what was kept for it. */
  readonly forget: (key: string) => void;
  /** False while another replica may hold the lease, or once the process is stopping. */
  readonly mayWrite: () => boolean;
  readonly meshes: Meshes;
  readonly performer: Performer;
  readonly answers: Answers;
  readonly since: Since;
  readonly told: Told;
  readonly repairs: Repairs;
  readonly listeners: readonly Listener[];
  readonly clock: Clock;
  readonly log: Log;
  readonly settleMs: number;
  readonly minIntervalMs: number;
}

/** One turn: read, observe, decide, perform. */
export class Reconciler {
  private readonly hands = new Map<
    string,
    { readonly uid: string; readonly provider: NamedMesh; readonly made: Pick<Hands, 'gate' | 'workloads' | 'router'> }
  >();

  private readonly stops = new Map<
    string,
    { readonly uid: string; readonly generation: number | undefined; readonly problem: Problem }
  >();

  constructor(private readonly ports: ReconcilerPorts) {}

  async turn(key: string): Promise<Outcome> {
    const raw = this.ports.canaries.read(key);
    if (!raw) {
      return this.forget(key);
    }
    const accepted = this.stopped(key, raw) ?? accept(raw, this.ports.meshes, this.ports.canaries);
    if (accepted.problems) {
      return this.refuse(key, raw, accepted.problems);
    }
    const { canary, provider } = accepted;
    const began = this.ports.clock.now();
    const hands = this.handsFor(key, canary, provider);
    const observed = await this.observe(hands, provider);
    this.ports.answers.keepOnly(key, stepId(observed));
    const step = decide(observed);
    if (step.ask?.what === 'settle') {
      this.ports.answers.settleAnew(key, step.ask);
    }
    const performed = await this.ports.performer.perform(step.actions, hands);
    if (step.ask) {
      this.ports.answers.ask(key, canary, step.ask);
    }
    this.ports.listeners.forEach((listener) => listener.turn?.(canary, (this.ports.clock.now() - began) / 1000));
    return outcome(step, performed);
  }

  /**
   * Tells why a turn failed and gives how long to wait before the next, ms: what a person must mend, what may pass,
   * and bugs.
   */
  async explain(key: string, error: unknown, times: number): Promise<number> {
    const raw = this.ports.canaries.read(key);
    if (error instanceof Conflict) {
      this.ports.log.debug('The cluster moved on during a turn', { canary: logName(key), error: error.message });
      return pauseMs(times, LONGEST_AFTER_CONFLICT_MS);
    }
    if (error instanceof Stop && raw) {
      this.stops.set(key, { uid: raw.metadata.uid, generation: raw.metadata.generation, problem: error.problem });
      return 0;
    }
    if (error instanceof Wait) {
      this.ports.log.warn('A turn has to wait', { canary: logName(key), error: error.message, cause: causeOf(error) });
      await this.tellWait(key, raw, error.message).catch(() => undefined);
      return error.afterMs ?? pauseMs(times);
    }
    this.ports.log.error('A turn failed', {
      canary: logName(key),
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

  /** What was found in the middle of a turn to need another spec stays refused until the spec is another one. */
  private stopped(key: string, { metadata }: RawCanary): { readonly problems: readonly Problem[] } | undefined {
    const stop = this.stops.get(key);
    if (stop?.uid === metadata.uid && stop.generation === metadata.generation) {
      return { problems: [stop.problem] };
    }
    this.stops.delete(key);
    return undefined;
  }

  private async refuse(key: string, raw: RawCanary, problems: readonly Problem[]): Promise<Outcome> {
    const canary = tellableCanary(raw);
    if (raw.metadata.deletionTimestamp) {
      return 'change';
    }
    const gate = gateOf(this.ports, key, raw.metadata.uid);
    const { actions } = refuse(raw, statusOf(raw), problems);
    await this.ports.performer.tell(actions, { key, canary, gate });
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
      await this.ports.performer.tell([event], { key, canary: tellableCanary(raw), gate });
    }
  }

  private async observe({ key, canary, workloads, router }: Hands, provider: NamedMesh): Promise<Observed> {
    const { answers, clock, since, repairs, listeners, settleMs, minIntervalMs } = this.ports;
    const [seen, routes] = await Promise.all([workloads.see(canary), router.routes(routed(canary))]);
    if (routes) {
      listeners.forEach((listener) => listener.routes?.(canary, routes));
    }
    return {
      ...seen,
      canary,
      routes,
      mesh: provider.capabilities,
      warnings: [...notYet(canary), ...(provider.warnings?.(canary) ?? [])],
      answers: answers.of(key),
      contested: repairs.contested(key),
      now: clock.now(),
      since: since.of(key, canary.status),
      settleMs,
      minIntervalMs,
    };
  }

  private handsFor(key: string, canary: Canary, provider: NamedMesh): Hands {
    const { uid } = canary.metadata;
    const known = this.hands.get(key);
    const made = known?.uid === uid && known.provider === provider ? known.made : this.makeHands(key, uid, provider);
    this.hands.set(key, { uid, provider, made });
    return { key, canary, ...made, intervalMs: intervalMs(canary.spec.analysis, this.ports.minIntervalMs) };
  }

  private makeHands(key: string, uid: string, provider: NamedMesh): Pick<Hands, 'gate' | 'workloads' | 'router'> {
    const gate = gateOf(this.ports, key, uid);
    const view = this.ports.view(key);
    const objects = gated(view.objects, gate);
    return {
      gate,
      workloads: provider.workloads(objects) ?? view.workloads(objects),
      router: provider.router(objects),
    };
  }

  private forget(key: string): Outcome {
    const { answers, since, told, repairs, listeners, forget } = this.ports;
    [answers, since, told, repairs].forEach((memory) => memory.forget(key));
    this.hands.delete(key);
    this.stops.delete(key);
    listeners.forEach((listener) => listener.gone?.(key));
    forget(key);
    return 'gone';
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
