import {
  statusOf,
  type Action,
  type Canaries,
  type Clock,
  type Events,
  type Listener,
  type Routes,
  type Written,
} from '@flagger/api';
import { nextStatus } from '@flagger/engine';
import { sameJson } from './same-json.ts';
import type { Telling, Turn } from './turn.ts';

type TellingAction = Extract<Action, { do: 'event' | 'alert' | 'status' }>;

export interface PerformerPorts {
  readonly canaries: Canaries;
  readonly events: Events;
  readonly listeners: readonly Listener[];
  readonly clock: Clock;
}

/** What carrying out a step came to. */
export interface Performed {
  /** Whether anything was written that the next observation may show. */
  readonly hasWritten: boolean;
  /** When something that was left alone may be repaired, ms; undefined where nothing was. */
  readonly repairAt?: number;
}

/** Carries out actions in order, each through the gate. It decides nothing. */
export class Performer {
  constructor(private readonly ports: PerformerPorts) {}

  async perform(actions: readonly Action[], turn: Turn): Promise<Performed> {
    let hasWritten = false;
    let repairAt: number | undefined;
    for (const action of actions) {
      const allowedAt = this.repairAllowedAt(action, turn);
      if (allowedAt > this.ports.clock.now()) {
        repairAt = Math.min(allowedAt, repairAt ?? allowedAt);
        continue;
      }
      const written = await this.act(action, turn);
      this.looked(action, turn, written);
      hasWritten ||= written.length > 0;
      // what follows was decided on another primary, or on none
      if (action.do === 'ensurePrimary' && written.length > 0) {
        break;
      }
    }
    return { hasWritten, ...(repairAt === undefined ? {} : { repairAt }) };
  }

  /** Carries out events, alerts and status alone, for a canary whose spec cannot be relied on. */
  async tell(actions: readonly Action[], telling: Telling): Promise<void> {
    for (const action of actions) {
      if (isTelling(action)) {
        await this.telling(action, telling);
      }
    }
  }

  private telling(action: TellingAction, telling: Telling): Promise<Written> {
    switch (action.do) {
      case 'event':
        return this.event(action, telling);
      case 'alert':
        return this.alert(action, telling);
      case 'status':
        return this.status(action, telling);
    }
  }

  private act(action: Action, turn: Turn): Promise<Written> {
    const { canary, workloads, router } = turn;
    switch (action.do) {
      case 'prepareMesh':
        return router.prepare(canary).then(() => []);
      case 'ensureServices':
        return workloads.ensureServices(canary);
      case 'ensurePrimary':
        return workloads.ensurePrimary(canary, action.flaggerId);
      case 'ensureApex':
        return workloads.ensureApex(canary);
      case 'ensureScaler':
        return workloads.ensureScaler(canary, action.update);
      case 'ensureRoutes':
        return router.ensure(canary, action.expected);
      case 'route':
        return this.route(action.routes, turn);
      case 'promote':
        return workloads.promote(canary, action.revision, action.flaggerId);
      case 'scaleTarget':
        return workloads.scaleTarget(canary, action.to);
      default:
        return this.telling(action, turn);
    }
  }

  private async route(routes: Routes, { canary, router }: Turn): Promise<Written> {
    const written = await router.setRoutes(canary, routes);
    this.ports.listeners.forEach((listener) => listener.routes?.(canary, routes));
    return written;
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
    await events.write(canaries.read(key) ?? canary, event);
    told.add(event.id);
    listeners.forEach((listener) => listener.event?.(canary, event));
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
    const next = nextStatus(before, { change: status, touch, kind: canary.spec.targetRef.kind, now: clock.now() });
    if (sameJson(next, before)) {
      return [];
    }
    gate();
    await canaries.writeStatus(raw, next);
    if (touch) {
      life.since.wrote(next, clock.now());
    }
    listeners.forEach((listener) => listener.status?.({ ...canary, status: next }, before));
    return ['status'];
  }

  private repairAllowedAt(action: Action, { life, intervalMs }: Turn): number {
    return isRepair(action) ? life.repairs.allowedAt(action.do, intervalMs) : 0;
  }

  private looked(action: Action, { life }: Turn, written: Written): void {
    if (isRepair(action)) {
      life.repairs.looked(action.do, { written, now: this.ports.clock.now() });
    }
  }
}

const isRepair = (action: Action): boolean =>
  ['ensureServices', 'ensureScaler', 'ensureApex', 'ensureRoutes'].includes(action.do);

const isTelling = (action: Action): action is TellingAction =>
  action.do === 'event' || action.do === 'alert' || action.do === 'status';
