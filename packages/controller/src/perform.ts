import {
  type Action,
  type Canaries,
  type Canary,
  type Clock,
  type Events,
  type Listener,
  type MeshRouter,
  routed,
  type Routes,
  statusOf,
  type Workloads,
  type Written,
} from '@flagger/api';
import { nextStatus } from '@flagger/engine';
import type { Gate } from './gate.ts';
import type { Repairs } from './repairs.ts';
import { sameJson } from './same-json.ts';
import type { Since } from './since.ts';
import type { Told } from './told.ts';

/** What telling about a canary needs. */
export interface Telling {
  readonly key: string;
  readonly canary: Canary;
  readonly gate: Gate;
}

type TellingAction = Extract<Action, { do: 'event' | 'alert' | 'status' }>;

/** What one canary's actions are carried out with. */
export interface Hands extends Telling {
  readonly intervalMs: number;
  readonly workloads: Workloads;
  readonly router: MeshRouter;
}

export interface PerformerPorts {
  readonly canaries: Canaries;
  readonly events: Events;
  readonly listeners: readonly Listener[];
  readonly clock: Clock;
  readonly told: Told;
  readonly since: Since;
  readonly repairs: Repairs;
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

  async perform(actions: readonly Action[], hands: Hands): Promise<Performed> {
    let hasWritten = false;
    let repairAt: number | undefined;
    for (const action of actions) {
      const allowedAt = this.repairAllowedAt(action, hands);
      if (allowedAt > this.ports.clock.now()) {
        repairAt = Math.min(allowedAt, repairAt ?? allowedAt);
        continue;
      }
      const written = await this.act(action, hands);
      this.looked(action, hands, written);
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

  private act(action: Action, hands: Hands): Promise<Written> {
    const { canary, workloads, router } = hands;
    switch (action.do) {
      case 'prepareMesh':
        return router.prepare(routed(canary)).then(() => []);
      case 'ensureServices':
        return workloads.ensureServices(canary);
      case 'ensurePrimary':
        return workloads.ensurePrimary(canary, action.flaggerId);
      case 'ensureApex':
        return workloads.ensureApex(canary);
      case 'ensureScaler':
        return workloads.ensureScaler(canary, action.update);
      case 'ensureRoutes':
        return router.ensure(routed(canary), action.expected);
      case 'route':
        return this.route(action.routes, hands);
      case 'promote':
        return workloads.promote(canary, action.revision, action.flaggerId);
      case 'scaleTarget':
        return workloads.scaleTarget(canary, action.to);
      default:
        return this.telling(action, hands);
    }
  }

  private async route(routes: Routes, { canary, router }: Hands): Promise<Written> {
    const written = await router.setRoutes(routed(canary), routes);
    this.ports.listeners.forEach((listener) => listener.routes?.(canary, routes));
    return written;
  }

  private async event(
    { do: _, ...event }: Extract<Action, { do: 'event' }>,
    { key, canary, gate }: Telling,
  ): Promise<Written> {
    const { told, events, listeners, canaries } = this.ports;
    if (told.has(key, event.id)) {
      return [];
    }
    gate();
    await events.write(canaries.read(key) ?? canary, event);
    told.add(key, event.id);
    listeners.forEach((listener) => listener.event?.(canary, event));
    return [];
  }

  private async alert(
    { severity, message, isDetailed, id }: Extract<Action, { do: 'alert' }>,
    { key, canary }: Telling,
  ): Promise<Written> {
    const { told, listeners } = this.ports;
    if (!told.has(key, id)) {
      told.add(key, id);
      listeners.forEach((listener) => listener.alert?.(canary, { severity, message, isDetailed }));
    }
    return [];
  }

  private async status(
    { status, touch }: Extract<Action, { do: 'status' }>,
    { key, canary, gate }: Telling,
  ): Promise<Written> {
    const raw = this.ports.canaries.read(key);
    if (!raw) {
      return [];
    }
    const { clock, canaries, since, listeners } = this.ports;
    const before = statusOf(raw);
    const next = nextStatus(before, { change: status, touch, kind: canary.spec.targetRef.kind, now: clock.now() });
    if (sameJson(next, before)) {
      return [];
    }
    gate();
    await canaries.writeStatus(raw, next);
    if (touch) {
      since.wrote(key, next, clock.now());
    }
    listeners.forEach((listener) => listener.status?.({ ...canary, status: next }, before));
    return ['status'];
  }

  private repairAllowedAt(action: Action, { key, intervalMs }: Hands): number {
    return isRepair(action) ? this.ports.repairs.allowedAt(key, action.do, intervalMs) : 0;
  }

  private looked(action: Action, { key }: Hands, written: Written): void {
    if (isRepair(action)) {
      this.ports.repairs.looked(key, action.do, { written, now: this.ports.clock.now() });
    }
  }
}

const isRepair = (action: Action): boolean =>
  ['ensureServices', 'ensureScaler', 'ensureApex', 'ensureRoutes'].includes(action.do);

const isTelling = (action: Action): action is TellingAction =>
  action.do === 'event' || action.do === 'alert' || action.do === 'status';
