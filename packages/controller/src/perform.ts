import {
  Conflict,
  nameOf,
  routed,
  Unanswered,
  type Action,
  type RoutedCanary,
  type Routes,
  type Written,
} from '@flagger/api';
import { UPKEEP } from '@flagger/engine';
import { isFromOutside, textOfAction } from './error-words.ts';
import { calledAs } from './former-routes.ts';
import { GateShut } from './gate.ts';
import { Teller, type TellerPorts, type TellingAction } from './tell.ts';
import type { Telling, Turn } from './turn.ts';

export type PerformerPorts = TellerPorts;

type Leaving = Extract<Action, { do: 'releaseServices' | 'routeFormer' | 'release' }>;

/** What carrying out a step came to. */
export interface Performed {
  /** Whether anything was written that the next observation may show. */
  readonly hasWritten: boolean;
  /** Whether the status moved on, so that what the step asks is no question any more. */
  readonly hasEnded: boolean;
  readonly hasFailed: boolean;
}

/**
 * Carries out actions in order, each through the gate. It decides nothing: an action that fails is kept for the engine
 * to see, and holds up what moves the run on, not what keeps it as it is or tells of it.
 */
export class Performer {
  private readonly teller: Teller;

  constructor(private readonly ports: PerformerPorts) {
    this.teller = new Teller(ports);
  }

  async perform(actions: readonly Action[], turn: Turn): Promise<Performed> {
    let [hasWritten, hasEnded, hasFailed] = [false, false, false];
    let isDone: (action: Action) => boolean = () => true;
    for (const action of actions) {
      if (!isDone(action)) {
        continue;
      }
      const written = await this.attempt(action, turn);
      hasFailed ||= written === undefined;
      isDone = written === undefined && !failsAlone(action) ? doneBeside(action) : isDone;
      const isWritten = written !== undefined && written.length > 0;
      hasWritten ||= isWritten;
      hasEnded ||= isWritten && action.do === 'status' && action.touch;
      if (isElsewhere(action, written, actions)) {
        break;
      }
    }
    // users come first
    await this.teller.retell(turn);
    return { hasWritten, hasEnded, hasFailed };
  }

  /** Carries out what is written about a Canary alone, for a canary whose spec cannot be relied on. */
  async tell(actions: readonly Action[], telling: Telling): Promise<void> {
    for (const action of actions) {
      if (isTelling(action)) {
        await this.teller.tell(action, telling);
      }
    }
  }

  /** What was written; undefined where it failed. Throws where the whole turn has to end. */
  private async attempt(action: Action, turn: Turn): Promise<Written | undefined> {
    const { life, intervalMs } = turn;
    const {
      metadata: { generation = 0 },
      status: { phase },
    } = turn.canary;
    try {
      const written = await this.act(action, turn);
      life.failures.succeeded(action);
      if (written.length > 0 && movesUsers(action)) {
        life.steady.stirred('routes');
      }
      const isNew = phase === undefined || phase === '' || phase === 'Initializing';
      life.repairs.did(action, written, { now: this.ports.clock.now(), intervalMs, generation, isNew });
      return written;
    } catch (error) {
      const isDoneMaybe = error instanceof Conflict || error instanceof Unanswered;
      if (isDoneMaybe && movesUsers(action)) {
        life.steady.stirred('routes');
      }
      if (error instanceof Conflict || error instanceof GateShut) {
        throw error;
      }
      this.failed(action, error, turn);
      return undefined;
    }
  }

  private failed(action: Action, error: unknown, turn: Turn): void {
    const isOurBug = !isFromOutside(error);
    this.ports.log[isOurBug ? 'error' : 'warn']('An action failed', {
      canary: nameOf(turn.canary),
      action: action.do,
      error: isOurBug && error instanceof Error ? error.stack : textOfAction(action, error),
    });
    if (action.do === 'route' || action.do === 'ensureRoutes') {
      // it may have been done all the same: what is found then is not for certain somebody else's
      turn.life.routed = undefined;
    }
    if (action.do === 'event') {
      const { do: _, ...event } = action;
      this.teller.keep(event, turn);
    } else if (!isNote(action)) {
      turn.life.failures.failed(action, error, this.ports.clock.now());
    }
  }

  private act(action: Action, turn: Turn): Promise<Written> {
    const { canary, workloads } = turn;
    switch (action.do) {
      case 'adopt':
        return this.adopt(turn);
      case 'prepareMesh':
        return this.prepareMesh(turn);
      case 'ensureServices':
        return workloads.ensureServices(canary);
      case 'ensurePrimary':
        return workloads.ensurePrimary(canary, action.flaggerId, action);
      case 'ensureConfigs':
        return workloads.ensureConfigs?.(canary, action.configs) ?? Promise.resolve([]);
      case 'ensureApex':
        return workloads.ensureApex(calledAs(canary, action.apex));
      case 'ensureScaler':
        return workloads.ensureScaler(canary, action.update);
      case 'ensureRoutes':
        return this.ensureRoutes(action.expected, turn);
      case 'route':
        return this.route(action.routes, turn);
      case 'promote':
        return workloads.promote(canary, action, action.flaggerId);
      case 'sleepTarget':
        return workloads.sleepTarget(canary);
      case 'wakeTarget':
        return workloads.wakeTarget(canary, action.asPrimary);
      default:
        return this.leaveOrTell(action, turn);
    }
  }

  private leaveOrTell(action: Leaving | TellingAction, turn: Turn): Promise<Written> {
    const { canary, workloads } = turn;
    switch (action.do) {
      case 'releaseServices':
        return workloads.releaseServices(calledAs(canary, action.apex));
      case 'routeFormer':
        return turn.former.route(action.former, action.users);
      case 'release':
        return turn.former.release(action);
      default:
        return this.teller.tell(action, turn);
    }
  }

  private async adopt({ canary, workloads, adoption, kin }: Turn): Promise<Written> {
    const written = await adoption.adopt(await workloads.generated(canary), kin);
    if (written.length > 0) {
      this.ports.log.info('Objects were adopted', { canary: nameOf(canary), objects: written.join(', ') });
    }
    return written;
  }

  private async prepareMesh(turn: Turn): Promise<Written> {
    await turn.router.prepare(await routedOf(turn));
    return [];
  }

  private async ensureRoutes(expected: Routes, turn: Turn): Promise<Written> {
    const { router, life } = turn;
    const canary = await routedOf(turn);
    const written = await router.ensure(canary, expected);
    if (written.length > 0) {
      life.routed = await router.routes(canary);
    }
    return written;
  }

  private async route(routes: Routes, turn: Turn): Promise<Written> {
    const { canary, router, life } = turn;
    const written = await router.setRoutes(await routedOf(turn), routes);
    life.routed = routes;
    this.ports.listeners.forEach((listener) => listener.routes?.(canary, routes));
    return written;
  }
}

/** As the mesh is handed it: asked for anew, since what was done before may be what its services are known by. */
const routedOf = async ({ canary, workloads }: Turn): Promise<RoutedCanary> =>
  routed(canary, await workloads.backends(canary));

/** What follows was decided on another primary, or on users who were elsewhere. */
function isElsewhere(action: Action, written: Written | undefined, actions: readonly Action[]): boolean {
  switch (action.do) {
    case 'adopt':
      return written !== undefined && written.length > 0;
    case 'ensurePrimary':
    case 'routeFormer':
    case 'release':
    case 'releaseServices':
      return written !== undefined && written.length > 0;
    case 'ensureApex':
    case 'ensureRoutes':
    case 'route':
      // that the target may sleep was decided before anybody knew that it had users
      return written !== undefined && written.length > 0 && actions.some((each) => each.do === 'sleepTarget');
    default:
      return false;
  }
}

const movesUsers = (action: Action): boolean =>
  ['ensureApex', 'ensureRoutes', 'route', 'routeFormer'].includes(action.do);

const isTelling = (action: Action): action is TellingAction =>
  ['event', 'alert', 'status', 'finalizer'].includes(action.do);

/** Writes something down about a step that goes on. */
const isNote = (action: Action): boolean => action.do === 'status' && !action.touch && !action.isFirst;

const isUpkeep = (action: Action): boolean => UPKEEP.includes(action.do) || isNote(action);

/** What is done in a step all the same where an action fails: without a primary there is nothing to keep up. */
const doneBeside = (failed: Action): ((action: Action) => boolean) =>
  failed.do === 'ensurePrimary' ? isNote : isUpkeep;

const failsAlone = (action: Action): boolean => isUpkeep(action) || action.do === 'event' || action.do === 'alert';
