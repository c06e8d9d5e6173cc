import {
  type Action,
  type Canary,
  type Finding,
  type MeshProvider,
  type Question,
  type Routes,
  type Step,
} from '@flagger/api';
import { decide, nextStatus, type Observed, type Session, stepId } from '@flagger/engine';
import { LEAST_INTERVAL_MS } from './rules.ts';

const BEFORE = 'sha256:promoted-before';
const RELEASED = 'sha256:released';
const READY = { state: { state: 'ready' }, isServing: true } as const;
const MOST_TURNS = 50;

/**
 * A cluster in which pods are always ready and routes are taken at once, so that only the checks decide how a release
 * ends. Time stands still but for `moveTo`.
 */
export class Stage {
  readonly #mesh: Pick<MeshProvider, 'capabilities' | 'names'>;
  #canary: Canary;
  #now: number;
  #since: number;
  #routes: Routes = { primary: 100, canary: 0, mirrored: false };
  #session: Session | undefined;
  #told: string[] = [];

  constructor(canary: Canary, mesh: Pick<MeshProvider, 'capabilities' | 'names'>, now: number) {
    this.#mesh = mesh;
    this.#now = now;
    this.#since = now;
    const status = { phase: 'Succeeded', lastAppliedSpec: BEFORE, lastPromotedSpec: BEFORE } as const;
    const times = { lastTransitionTime: new Date(now).toISOString() };
    this.#canary = { ...canary, status: { ...status, ...times, trackedConfigs: {}, failedChecks: 0, canaryWeight: 0 } };
  }

  get canary(): Canary {
    return this.#canary;
  }

  get now(): number {
    return this.#now;
  }

  /** The share of the canary, in percent. */
  get weight(): number {
    return this.#routes.canary;
  }

  moveTo(now: number): void {
    this.#now = now;
  }

  /** Does what the engine decides until nothing more changes; gives what it waits for then. */
  rest(): Step {
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      const decided = decide(this.#observed());
      if (!this.#perform(decided.actions)) {
        return decided;
      }
    }
    throw new Error('the engine never comes to rest: this is a defect of flagger, please report it');
  }

  answer({ id, session }: Question, findings: readonly Finding[]): void {
    const known =
      this.#session?.id === session ? this.#session : { id: session, startedAt: this.#now, findings: new Map() };
    this.#session = { ...known, findings: new Map([...known.findings, [id, findings]]) };
  }

  /** What users would have been told since this was asked last. */
  told(): readonly string[] {
    const told = this.#told;
    this.#told = [];
    return told;
  }

  #perform(actions: readonly Action[]): boolean {
    let isChanged = false;
    for (const action of actions) {
      switch (action.do) {
        case 'status':
          isChanged = this.#write(action) || isChanged;
          break;
        case 'route':
          isChanged = this.#route(action.routes) || isChanged;
          break;
        case 'event':
          this.#told.push(action.message);
          break;
        default: // pods, services and people play no part in what the past says
      }
    }
    return isChanged;
  }

  #write({ status, touch }: Extract<Action, { do: 'status' }>): boolean {
    const before = this.#canary.status;
    const { kind } = this.#canary.spec.targetRef;
    const next = nextStatus(before, { change: status, touch, kind, now: this.#now });
    if (JSON.stringify(next) === JSON.stringify(before)) {
      return false;
    }
    this.#since = touch ? this.#now : this.#since;
    this.#canary = { ...this.#canary, status: next };
    return true;
  }

  #route(routes: Routes): boolean {
    const isOther = JSON.stringify(routes) !== JSON.stringify(this.#routes);
    this.#routes = routes;
    return isOther;
  }

  #observed(): Observed {
    const observed: Observed = {
      ...NOTHING_ELSE,
      canary: this.#canary,
      target: { state: 'found', workload: { revision: RELEASED, ...READY }, configs: {}, isPromoted: false },
      primary: { revision: BEFORE, ...READY, flaggerId: 'of the run before' },
      routes: this.#routes,
      routed: this.#routes,
      mesh: this.#mesh.capabilities,
      provider: this.#mesh.names[0] ?? '',
      session: this.#session,
      now: this.#now,
      since: this.#since,
    };
    return this.#session?.id.startsWith(stepId(observed)) ? observed : { ...observed, session: undefined };
  }
}

/** What never happens here. */
const NOTHING_ELSE = {
  refusal: undefined,
  targetLostAt: undefined,
  failing: [],
  isApexOnPrimary: true,
  warnings: [],
  repairs: new Map(),
  still: { routes: 0, target: 0, primary: 0 },
  watchedSince: 0,
  settleMs: 0,
  minIntervalMs: LEAST_INTERVAL_MS,
  tokens: { canary: 'replayed', primary: 'replayed' },
} as const;
