import type { Canary, Checks, KubeObject, Log, MeshProvider, Routes } from '@flagger/api';
import { createChecks } from '@flagger/checks';
import { decides } from '@flagger/engine';
import type { Wire } from '@flagger/http';
import { createReferences } from '@flagger/kubernetes';
import { collectGarbage, MemoryCluster } from '@flagger/memory-cluster';
import {
  ClusterClient,
  Deployments,
  Operator,
  OperatorProcess,
  Random,
  SimulatedClock,
  textAt,
  type ToldEvent,
  Weather,
} from '@flagger/simulated-cluster';
import { REHEARSED } from './meshes.ts';
import type { Plan } from './plan.ts';
import type { Report } from './report.ts';
import { families, type Side } from './series.ts';
import { Telemetry } from './telemetry.ts';
import { Timeline } from './timeline.ts';
import { Users } from './users.ts';
import { WebHooks } from './web-hooks.ts';

const SECOND = 1000;
const SCRAPE_SECONDS = 5;
const NOTHING: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {
  // the operator tells all that matters by events
}

export interface StageSettings {
  readonly plan: Plan;
  readonly canary: Canary;
  readonly mesh: MeshProvider;
  /** As the Canary calls it. */
  readonly providerName: string;
}

/** A cluster with the real operator, users, a metrics server and those who answer webhooks, in one virtual time. */
export class Stage {
  private readonly clock = new SimulatedClock();
  private readonly server = new MemoryCluster({ now: () => this.clock.now() });
  private readonly random: Random;
  private readonly pods: Deployments;
  private readonly users: Users;
  private readonly telemetry: Telemetry;
  private readonly hooks: WebHooks;
  private readonly timeline = new Timeline(() => this.clock.now());
  private readonly operator: Operator;
  private readonly notes = new Set<string>();
  private seconds = 0;
  private start = 0;

  constructor(private readonly settings: StageSettings) {
    const { plan, canary } = settings;
    const { server, clock } = this;
    this.random = new Random(plan.seed);
    this.pods = new Deployments({ server, clock, random: this.random, qualityOf: () => 'good' });
    const { name } = canary.spec.targetRef;
    this.users = new Users({
      traffic: plan.traffic,
      random: new Random(plan.seed + 1),
      now: () => clock.now(),
      serving: (side: Side) => this.pods.serving(side === 'canary' ? name : `${name}-primary`),
      isMatched: (canary.spec.analysis.match ?? []).length > 0 && settings.mesh.capabilities.match,
    });
    this.telemetry = new Telemetry(families(canary), queriesOf(settings), (metric) =>
      this.notes.add(`a query asks for ${metric}, which nobody counts here: it finds no values`),
    );
    this.hooks = new WebHooks({
      hooks: plan.hooks,
      now: () => clock.now(),
      onLoad: (command) => this.users.loaded(command),
    });
    collectGarbage(server, (collect) => void clock.quietly(SECOND, collect));
    this.operator = this.hired();
    server.onChange((change) => this.operator.client.changed(change));
  }

  get phase(): string {
    return textAt(this.server.get(this.settings.plan.canary)?.status, 'phase');
  }

  /** How long it has been in its phase, ms. */
  get sincePhase(): number {
    const at = this.timeline.entries.findLast(({ what }) => what === 'phase')?.at ?? 0;
    return this.clock.now() - this.start - at * SECOND;
  }

  put(object: KubeObject): void {
    this.server.put(object, 'hand');
  }

  /** The operator starts, and with it the users. */
  async begin(): Promise<void> {
    void this.operator.start();
    this.tick();
  }

  /** From here on things are told. */
  beginTelling(): void {
    this.start = this.clock.now();
    this.timeline.begin();
  }

  release(target: KubeObject): void {
    this.users.released();
    const { spec, metadata } = target;
    this.server.patch(target, { spec, metadata: { labels: metadata.labels ?? {} } }, { by: 'hand' });
  }

  /** Lets time pass until it is so, at most this long; says whether it is. */
  async until(isDone: () => boolean, ms: number): Promise<boolean> {
    await this.clock.pass(this.clock.now() + ms, isDone);
    return isDone();
  }

  async end(): Promise<void> {
    this.operator.process.kill();
  }

  get told(): Pick<Report, 'because' | 'seconds' | 'users' | 'timeline' | 'minutes'> {
    const { entries } = this.timeline;
    const last =
      entries.findLast(({ what, says }) => what === 'warning' && !says.startsWith('Canary failed!'))
      ?? entries.findLast(({ what }) => what === 'event');
    const isFailed = this.phase !== 'Succeeded';
    const event = isFailed ? last : entries.findLast(({ what }) => what === 'event');
    return {
      because: event?.says ?? this.lastEvent,
      seconds: Math.round((this.clock.now() - this.start) / 100) / 10,
      users: this.users.summary(),
      timeline: entries,
      minutes: this.users.minutes,
    };
  }

  /** What was assumed on the way. */
  get assumed(): readonly string[] {
    return [...this.notes];
  }

  private lastEvent = '';

  private tick(): void {
    this.users.second();
    if (this.seconds % SCRAPE_SECONDS === 0) {
      this.telemetry.scrape(this.clock.now(), this.users.counted);
    }
    this.seconds++;
    this.clock.quietly(SECOND, () => this.tick());
  }

  private hired(): Operator {
    const { plan, canary, mesh } = this.settings;
    const process = new OperatorProcess(this.clock);
    const weather = new Weather(this.random);
    weather.isCalm = true;
    const client: ClusterClient = new ClusterClient({
      server: this.server,
      process,
      weather,
      told: new Set(),
      onChange: (key) => this.operator.heard(key),
      onTrouble: ignore,
      onFate: ignore,
      kill: () => process.kill(),
      onIssue: ignore,
      onApplied: ignore,
      onEvent: (event) => this.event(event),
      onRefused: ignore,
    });
    return new Operator({
      process,
      client,
      checks: this.checks(process, client),
      provider: mesh,
      others: REHEARSED.filter((other) => other !== mesh),
      key: `${canary.metadata.namespace}/${plan.canary.metadata.name}`,
      listeners: [this.timeline.listener((routes: Routes) => (this.users.routes = routes))],
      log: NOTHING,
      onStandstill: ignore,
    });
  }

  private event({ type, message }: ToldEvent): void {
    this.lastEvent = message;
    this.timeline.tell(type === 'Warning' ? 'warning' : 'event', message);
  }

  private checks({ clock }: OperatorProcess, client: ClusterClient): Checks {
    const { mesh } = this.settings;
    const checks = createChecks({
      metricsServer: 'http://prometheus.rehearsal',
      mesh: () => mesh,
      decides,
      references: createReferences({ cluster: client, isWithinNamespace: false }),
      clock,
      log: NOTHING,
      wire: this.wire,
    });
    return { find: (question, canary, signal) => checks.find(question, this.hooks.addressed(canary), signal) };
  }

  private readonly wire: Wire = ({ url, body }) => {
    if (this.hooks.isOurs(url)) {
      return this.hooks.answer(url, body);
    }
    const { pathname, searchParams } = new URL(url);
    return pathname.endsWith('/api/v1/query')
      ? this.telemetry.answer(searchParams, this.clock.now())
      : { status: 404, text: '' };
  };
}

/** What the mesh, the metrics and the templates may ask. */
const queriesOf = ({ plan, canary, mesh }: StageSettings): string =>
  JSON.stringify([
    mesh.queries,
    mesh.counters,
    (canary.spec.analysis.metrics ?? []).map(({ query }) => query),
    plan.objects.filter(({ kind }) => kind === 'MetricTemplate').map(({ spec }) => spec),
  ]);
