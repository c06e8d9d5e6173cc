import {
  FINALIZER,
  statusOf,
  type Action,
  type Canaries,
  type CanaryStatus,
  type Clock,
  type Events,
  type Listener,
  type Log,
  type ToldEvent,
  type Written,
} from '@flagger/api';
import { isHeld, nextStatus } from '@flagger/engine';
import { Pruned } from './pruned.ts';
import { sameJson } from './same-json.ts';
import type { Telling } from './turn.ts';

export type TellingAction = Extract<Action, { do: 'event' | 'alert' | 'status' | 'finalizer' }>;

export interface TellerPorts {
  readonly canaries: Canaries;
  readonly events: Events;
  readonly listeners: readonly Listener[];
  readonly clock: Clock;
  readonly log: Log;
}

/** So many events that could not be told are kept: those of some minutes of a run with the shortest interval. */
const UNTOLD = 200;
/** After so many refusals no more is tried in one turn: what is refused then is hardly about the single event. */
const REFUSALS = 3;

/** Tells people and machines about a canary: events, alerts, and what is written into the Canary itself. */
export class Teller {
  private readonly pruned: Pruned;

  constructor(private readonly ports: TellerPorts) {
    this.pruned = new Pruned(ports.log);
  }

  tell(action: TellingAction, telling: Telling): Promise<Written> {
    switch (action.do) {
      case 'event':
        return this.event(action, telling);
      case 'alert':
        return this.alert(action, telling);
      case 'status':
        return this.status(action, telling);
      case 'finalizer':
        return this.finalizer(action, telling);
    }
  }

  /** Tries again what could not be told, the oldest first; what fails again is kept where it was. */
  async retell(telling: Telling): Promise<void> {
    const { life } = telling;
    let refusals = 0;
    for (const event of life.untold) {
      if (refusals === REFUSALS) {
        return;
      }
      try {
        await this.tell({ do: 'event', ...event }, telling);
        life.untold = life.untold.filter(({ id }) => id !== event.id);
      } catch {
        refusals++;
      }
    }
  }

  /** Keeps an event that could not be told; of too many the oldest go. */
  keep(event: ToldEvent, { life }: Telling): void {
    life.untold = [...life.untold.filter(({ id }) => id !== event.id), event].slice(-UNTOLD);
  }

  private async event(
    { do: _, ...event }: Extract<Action, { do: 'event' }>,
    { key, canary, life: { told }, gate }: Telling,
  ): Promise<Written> {
    const { events, listeners, canaries } = this.ports;
    if (told.has(event.id)) {
      return [];
    }
    gate();
    // who listens is not kept waiting by a server that takes no events
    if (told.isNews(event.id)) {
      listeners.forEach((listener) => listener.event?.(canary, event));
    }
    await events.write(canaries.read(key) ?? canary, event);
    if (event.isForGood) {
      told.addForGood(event.id);
    } else {
      told.add(event.id);
    }
    return [];
  }

  private async alert(
    { severity, message, isDetailed, id }: Extract<Action, { do: 'alert' }>,
    { canary, life: { told } }: Telling,
  ): Promise<Written> {
    if (!told.has(id)) {
      told.add(id);
      this.ports.listeners.forEach((listener) => listener.alert?.(canary, { severity, message, isDetailed }));
    }
    return [];
  }

  private async status(
    { status, touch }: Extract<Action, { do: 'status' }>,
    { key, canary, life, gate }: Telling,
  ): Promise<Written> {
    const raw = this.ports.canaries.read(key);
    if (!raw) {
      return [];
    }
    const { clock, canaries, listeners } = this.ports;
    const before = statusOf(raw);
    const { kind } = canary.spec.targetRef;
    const { generation } = canary.metadata;
    const next = nextStatus(before, { change: status, touch, kind, now: clock.now(), generation });
    if (isSame(next, before)) {
      return [];
    }
    gate();
    const answered = await canaries.writeStatus(raw, next);
    life.answered = status.lastHandledReconcileAt ?? life.answered;
    this.pruned.wrote(canary, next, answered);
    if (next.analysis?.since !== undefined) {
      life.forgottenAt = statusOf(answered).analysis?.since === undefined ? clock.now() : undefined;
    }
    if (touch) {
      life.since.wrote(next, clock.now());
    }
    listeners.forEach((listener) => listener.status?.({ ...canary, status: next }, before));
    return ['status'];
  }

  /** Those of others stay. */
  private async finalizer({ isKept }: Extract<Action, { do: 'finalizer' }>, { key, gate }: Telling): Promise<Written> {
    const { canaries } = this.ports;
    const raw = canaries.read(key);
    if (!raw || isHeld(raw) === isKept) {
      return [];
    }
    const others = (raw.metadata.finalizers ?? []).filter((name) => name !== FINALIZER);
    gate();
    await canaries.writeMetadata(raw, { finalizers: isKept ? [...others, FINALIZER] : others });
    return ['finalizers'];
  }
}

/** An older CRD keeps no `observedGeneration`: where there is none, it alone is no reason to write. */
const isSame = (next: CanaryStatus, before: CanaryStatus): boolean =>
  sameJson(before.observedGeneration === undefined ? without(next) : next, before);

function without({ observedGeneration: _, ...rest }: CanaryStatus): CanaryStatus {
  return rest;
}
