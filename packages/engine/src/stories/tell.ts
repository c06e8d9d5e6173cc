import { type Canary, type CanarySpec, type Question, type Step, type WorkloadState } from '@flagger/api';
import { decide, nextStatus, stepId, UPKEEP, type Observed } from '../index.ts';
import type { Action } from '../step.ts';
import { ENDS, leavings } from './leavings.ts';
import { Knowledge } from './knowledge.ts';
import { routeLine, statusLine } from './lines.ts';
import type { Plot, Scene } from './plot.ts';
import { Pods } from './pods.ts';

export type { Plot, Scene } from './plot.ts';

const SECOND = 1000;
const START = Date.parse('2026-01-01T00:00:00Z');
const READY: WorkloadState = { state: 'ready' };
const FAIL_ALONE = [...UPKEEP, 'event', 'alert'];

/** Tells the rollout as text: one line for each thing that was done, with the second it was done in. */
export function tell(plot: Plot): string {
  return new Teller(plot).tell();
}

class Teller {
  private readonly story: string[] = [];
  private knowledge = new Knowledge(START);
  private pending: { readonly at: number; readonly does: () => void }[] = [];
  private now = START;
  private since = START;
  private readonly scene: Scene;
  private readonly pods: Pods;

  constructor(private readonly plot: Plot) {
    const analysis = { interval: '10s', threshold: 2, ...plot.analysis } as CanarySpec['analysis'];
    const targetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' } as const;
    this.scene = {
      spec: { targetRef, service: { port: 9898 }, analysis, ...plot.spec },
      status: plot.status ?? {},
      target: { revision: 'sha256:v1', state: READY, isServing: true },
      primary: undefined,
      routes: undefined,
      isApexOnPrimary: false,
      podSeconds: plot.podSeconds ?? 2,
      problems: undefined,
      lacks: undefined,
      refuses: {},
      isAnew: false,
      former: undefined,
      metadata: this.plot.metadata ?? {},
    };
    this.pods = new Pods(this.scene, {
      later: (seconds, does) => this.later(seconds * SECOND, does),
      line: (text) => this.line('', text),
    });
    this.pending = (plot.events ?? []).map(({ at, what, does }) => ({
      at: START + at * SECOND,
      does: () => {
        this.line('>', what);
        does(this.scene);
        this.pods.rollTarget();
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
      this.now = Math.max(this.now + 1, next);
      const due = this.pending.filter(({ at }) => at <= this.now);
      this.pending = this.pending.filter(({ at }) => at > this.now);
      due.forEach(({ does }) => does());
    }
    return `${this.story.join('\n')}\n`;
  }

  /** Turns until nothing is written any more. */
  private turn(): Step {
    if (this.scene.isAnew) {
      this.knowledge = new Knowledge(this.now);
      this.scene.isAnew = false;
    }
    for (let turns = 0; turns < 50; turns++) {
      const step = decide(this.observe());
      const { hasWritten, hasEnded } = this.perform(step.actions);
      const hasPassed = this.knowledge.ended(step.actions, stepId(this.observe()));
      if (step.ask && !hasEnded) {
        this.ask(step.ask);
      }
      if (!hasWritten && !hasPassed) {
        return step;
      }
    }
    throw new Error(`never comes to rest:\n${this.story.slice(-20).join('\n')}`);
  }

  private observe(): Observed {
    const { target, primary, routes, isApexOnPrimary } = this.scene;
    const missing = { field: 'spec.targetRef.name', found: 'nothing', allowed: 'a Deployment' };
    return {
      ...this.knowledge.of(this.scene, this.now),
      canary: this.canary(),
      target: target
        ? { state: 'found', workload: target, configs: {}, isPromoted: primary?.revision === target.revision }
        : { state: 'missing', message: 'deployment podinfo.test not found', ...missing },
      primary,
      isApexOnPrimary,
      routes,
      mesh: { weights: true, mirror: true, match: true, sticky: false, ...this.plot.mesh },
      provider: 'istio',
      warnings: this.plot.warnings ?? [],
      now: this.now,
      since: this.since,
      settleMs: 5 * SECOND,
      minIntervalMs: 10 * SECOND,
      tokens: { canary: `at${this.second()}`, primary: `since${this.second()}` },
    };
  }

  private canary(): Canary {
    const { spec, status, metadata: more } = this.scene;
    const metadata = { name: 'podinfo', namespace: 'test', uid: 'u-1', generation: 1, ...more };
    return { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', metadata, spec, status };
  }

  private ask(question: Question): void {
    const { knowledge, plot } = this;
    if (!knowledge.asked(question, this.now)) {
      return;
    }
    this.later((plot.takes?.(question) ?? 0.1) * SECOND, () => {
      knowledge.answered(question, plot.find?.(question, (this.now - START) / SECOND) ?? []);
    });
  }

  /** A failing action holds up what moves the run on, not what keeps it as it is. */
  private perform(actions: readonly Action[]): { readonly hasWritten: boolean; readonly hasEnded: boolean } {
    let [hasWritten, hasEnded, isHeldUp] = [false, false, false];
    for (const action of actions) {
      const isAlone = FAIL_ALONE.includes(action.do) || (action.do === 'status' && !action.touch && !action.isFirst);
      const reason = this.scene.refuses[action.do];
      if (isHeldUp && (!isAlone || action.do === 'event' || action.do === 'alert')) {
        continue;
      }
      if (reason !== undefined && (action.do === 'event' || action.do === 'alert')) {
        continue;
      }
      if (reason !== undefined) {
        this.knowledge.failed(action, reason, this.now);
        this.later(SECOND, () => undefined);
        isHeldUp ||= !isAlone;
        continue;
      }
      const written = this.act(action);
      this.knowledge.did(action, written, this.now);
      hasWritten ||= written;
      hasEnded ||= written && action.do === 'status' && action.touch;
      if (written && ENDS.includes(action.do)) {
        break;
      }
    }
    return { hasWritten, hasEnded };
  }

  /** Whether the scene is another one now. */
  private act(action: Action): boolean {
    const { scene } = this;
    switch (action.do) {
      case 'adopt':
      case 'prepareMesh':
      case 'ensureServices':
      case 'ensureConfigs':
      case 'ensureScaler':
        return false;
      case 'releaseServices':
      case 'finalizer':
      case 'routeFormer':
      case 'release':
        return leavings(scene, action).some(({ is, text, changes }) => this.change(is, text, changes));
      case 'ensureApex':
        return this.change(!scene.isApexOnPrimary, 'apex    on primary', { isApexOnPrimary: true });
      case 'ensurePrimary':
        return !scene.primary && this.pods.copy('primary created', action.flaggerId);
      case 'ensureRoutes':
        return this.change(!scene.routes, 'routes  created', { routes: action.expected });
      case 'promote':
        return scene.primary?.flaggerId !== action.flaggerId && this.pods.copy('promote', action.flaggerId);
      case 'route':
        return this.change(JSON.stringify(scene.routes) !== JSON.stringify(action.routes), routeLine(action.routes), {
          routes: action.routes,
        });
      case 'sleepTarget':
        return this.pods.sleep();
      case 'wakeTarget':
        return this.pods.wake();
      case 'event':
        return this.say(action.type === 'Warning' ? 'warn ' : 'event', action);
      case 'alert':
        return this.say('alert', action);
      case 'status':
        return this.status(action);
    }
  }

  private status({ status, touch }: Extract<Action, { do: 'status' }>): boolean {
    const next = nextStatus(this.scene.status, { change: status, touch, kind: 'Deployment', now: this.now });
    const isOther = JSON.stringify(next) !== JSON.stringify(this.scene.status);
    this.since = isOther && touch ? this.now : this.since;
    return this.change(isOther, statusLine(next), { status: next });
  }

  private say(kind: string, { id, message }: { readonly id: string; readonly message: string }): boolean {
    if (!this.knowledge.told.has(kind + id)) {
      this.knowledge.told.add(kind + id);
      this.line('', `${kind}   ${message}`);
    }
    return false;
  }

  private change(isNew: boolean, text: string, changes: Partial<Scene> = {}): boolean {
    if (isNew) {
      this.line('', text);
      Object.assign(this.scene, changes);
    }
    return isNew;
  }

  private later(ms: number, does: () => void): void {
    this.pending.push({ at: this.now + ms, does });
  }

  private second(): string {
    return ((this.now - START) / SECOND).toFixed(1);
  }

  private line(mark: string, text: string): void {
    this.story.push(`${this.second().padStart(6)} ${mark.padEnd(1)} ${text}`.trimEnd());
  }
}
