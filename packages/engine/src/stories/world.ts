import {
  type Action,
  type Answer,
  type Canary,
  type CanarySpec,
  type CanaryStatus,
  type Finding,
  type Question,
  type Readiness,
  type Routes,
  type Step,
} from '@flagger/api';
import { decide, judge, nextStatus, type Observed } from '../index.ts';

/** A rollout to be told: what the spec says, what happens when, and what the world answers. */
export interface Plot {
  readonly analysis: Partial<CanarySpec['analysis']>;
  readonly spec?: Partial<CanarySpec>;
  readonly mesh?: Partial<Observed['mesh']>;
  /** What the mesh leaves undone. */
  readonly warnings?: readonly string[];
  readonly status?: CanaryStatus;
  /** What the hooks and the metrics server find; all is well where it is absent. */
  readonly find?: (question: Question, second: number) => readonly Finding[];
  /** What happens at a second. */
  readonly events?: readonly { readonly at: number; readonly what: string; readonly does: (world: World) => void }[];
  /** How long to tell, seconds. */
  readonly seconds: number;
}

/** A cluster in memory, as the engine sees it. */
export interface World {
  spec: CanarySpec;
  status: CanaryStatus;
  target: { revision: string; replicas: number; readiness: Readiness };
  primary: { revision: string; readiness: Readiness; flaggerId?: string } | undefined;
  routes: Routes | undefined;
  isApexOnPrimary: boolean;
  /** How long pods take to get ready, seconds. */
  podSeconds: number;
}

const SECOND = 1000;
const START = Date.parse('2026-01-01T00:00:00Z');
const READY: Readiness = { state: 'ready' };
const ROLLING: Readiness = {
  state: 'progressing',
  message: 'waiting for rollout to finish: 0 of 1 (readyThreshold 100%) updated replicas are available',
};

/** Tells the rollout as text: one line for each thing that was done, with the second it was done in. */
export function tell(plot: Plot): string {
  return new Teller(plot).tell();
}

class Teller {
  private readonly story: string[] = [];
  private readonly told = new Set<string>();
  private readonly answers = new Map<string, Answer>();
  private pending: { readonly at: number; readonly does: () => void }[] = [];
  private now = START;
  private since = START;
  private rolled = 'sha256:v1';
  private readonly world: World;

  constructor(private readonly plot: Plot) {
    const analysis = { interval: '10s', threshold: 2, ...plot.analysis } as CanarySpec['analysis'];
    this.world = {
      spec: {
        targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
        service: { port: 9898 },
        analysis,
        ...plot.spec,
      },
      status: plot.status ?? {},
      target: { revision: 'sha256:v1', replicas: 1, readiness: READY },
      primary: undefined,
      routes: undefined,
      isApexOnPrimary: false,
      podSeconds: 2,
    };
    this.pending = (plot.events ?? []).map(({ at, what, does }) => ({
      at: START + at * SECOND,
      does: () => {
        this.line('>', what);
        does(this.world);
        this.rollTarget();
      },
    }));
  }

  tell(): string {
    const end = START + this.plot.seconds * SECOND;
    while (this.now <= end) {
      const step = this.turn();
      const next = Math.min(...this.pending.map(({ at }) => at), step.next === 'change' ? Infinity : step.next.at);
      if (next === Infinity || next > end) {
        break;
      }
      this.now = Math.max(this.now, next);
      const due = this.pending.filter(({ at }) => at <= this.now);
      this.pending = this.pending.filter(({ at }) => at > this.now);
      due.forEach(({ does }) => does());
    }
    return `${this.story.join('\n')}\n`;
  }

  /** Turns until nothing is written any more. */
  private turn(): Step {
    for (let turns = 0; turns < 50; turns++) {
      const step = decide(this.observe());
      const wrote = step.actions.map((action) => this.perform(action)).includes(true);
      if (step.ask) {
        this.ask(step.ask);
      }
      if (!wrote) {
        return step;
      }
    }
    throw new Error(`never comes to rest:\n${this.story.slice(-20).join('\n')}`);
  }

  private observe(): Observed {
    const { target, primary, routes, isApexOnPrimary } = this.world;
    return {
      canary: this.canary(),
      target: { state: 'found', workload: target, configs: {}, isPromoted: primary?.revision === target.revision },
      primary: primary && { ...primary, replicas: 1 },
      isApexOnPrimary,
      routes,
      mesh: { weights: true, mirror: true, match: true, sticky: false, ...this.plot.mesh },
      warnings: this.plot.warnings ?? [],
      answers: this.answers,
      contested: [],
      now: this.now,
      since: this.since,
      settleMs: 5 * SECOND,
      minIntervalMs: 10 * SECOND,
    };
  }

  private canary(): Canary {
    const metadata = { name: 'podinfo', namespace: 'test', uid: 'u-1', generation: 1 };
    return {
      apiVersion: 'flagger.app/v1beta1',
      kind: 'Canary',
      metadata,
      spec: this.world.spec,
      status: this.world.status,
    };
  }

  private ask(question: Question): void {
    if (this.answers.has(question.id)) {
      return;
    }
    const ms = question.what === 'settle' ? (question.ms ?? 0) : SECOND / 10;
    this.later(ms, () => {
      const second = (this.now - START) / SECOND;
      const findings = question.what === 'settle' ? [] : (this.plot.find?.(question, second) ?? []);
      this.answers.set(question.id, judge({ question, canary: this.canary(), findings, at: this.now }));
    });
  }

  /** Whether the world is another one now. */
  private perform(action: Action): boolean {
    const { world } = this;
    switch (action.do) {
      case 'prepareMesh':
      case 'ensureServices':
      case 'ensureScaler':
        return false;
      case 'ensureApex':
        return this.change(!world.isApexOnPrimary, 'apex    on primary', () => {
          world.isApexOnPrimary = true;
        });
      case 'ensurePrimary':
        return this.change(!world.primary, 'primary created', () => this.copy(action.flaggerId));
      case 'ensureRoutes':
        return this.change(!world.routes, 'routes  created', () => {
          world.routes = action.expected;
        });
      case 'promote':
        return this.change(world.primary?.flaggerId !== action.flaggerId, 'promote', () => this.copy(action.flaggerId));
      case 'route':
        return this.change(
          JSON.stringify(world.routes) !== JSON.stringify(action.routes),
          routeLine(action.routes),
          () => {
            world.routes = action.routes;
          },
        );
      case 'scaleTarget':
        return this.scale(action.to === 'zero' ? 0 : 1);
      case 'event':
        return this.say(action.type === 'Warning' ? 'warn ' : 'event', action);
      case 'alert':
        return this.say('alert', action);
      case 'status':
        return this.status(action);
    }
  }

  private copy(flaggerId: string): void {
    this.world.primary = { revision: this.world.target.revision, readiness: ROLLING, flaggerId };
    this.later(this.world.podSeconds * SECOND, () => {
      this.world.primary = this.world.primary && { ...this.world.primary, readiness: READY };
    });
  }

  private scale(replicas: number): boolean {
    const { target } = this.world;
    return this.change(target.replicas !== replicas, `scale   target to ${replicas}`, () => {
      target.replicas = replicas;
      target.readiness = replicas > 0 ? ROLLING : READY;
      this.later(this.world.podSeconds * SECOND, () => {
        target.readiness = target.readiness === ROLLING ? READY : target.readiness;
      });
    });
  }

  /** A Deployment with pods rolls when its template changes. */
  private rollTarget(): void {
    const { target } = this.world;
    if (target.revision !== this.rolled && target.replicas > 0) {
      target.readiness = ROLLING;
      this.later(this.world.podSeconds * SECOND, () => {
        target.readiness = READY;
      });
    }
    this.rolled = target.revision;
  }

  private status({ status, touch }: Extract<Action, { do: 'status' }>): boolean {
    const next = nextStatus(this.world.status, { change: status, touch, kind: 'Deployment', now: this.now });
    const isOther = JSON.stringify(next) !== JSON.stringify(this.world.status);
    return this.change(isOther, statusLine(next), () => {
      this.world.status = next;
      this.since = touch ? this.now : this.since;
    });
  }

  private say(kind: string, { id, message }: { readonly id: string; readonly message: string }): boolean {
    if (!this.told.has(kind + id)) {
      this.told.add(kind + id);
      this.line('', `${kind}   ${message}`);
    }
    return false;
  }

  private change(isNew: boolean, text: string, does: () => void): boolean {
    if (isNew) {
      this.line('', text);
      does();
    }
    return isNew;
  }

  private later(ms: number, does: () => void): void {
    this.pending.push({ at: this.now + ms, does });
  }

  private line(mark: string, text: string): void {
    const second = ((this.now - START) / SECOND).toFixed(1).padStart(6);
    this.story.push(`${second} ${mark.padEnd(1)} ${text}`.trimEnd());
  }
}

const routeLine = ({ primary, canary, mirrored }: Routes): string =>
  `route   ${primary}/${canary}${mirrored ? ' mirrored' : ''}`;

function statusLine({
  phase,
  canaryWeight = 0,
  failedChecks = 0,
  iterations = 0,
  conditions = [],
}: CanaryStatus): string {
  const others = conditions
    .filter(({ type }) => type !== 'Promoted')
    .map(({ type, status, reason }) => ` ${type}=${status}(${reason})`);
  return `status  ${phase} weight=${canaryWeight} failed=${failedChecks} iterations=${iterations}${others.join('')}`;
}
