import { keyOf, type Canary, type KubeObject, type Question, type Ref } from '@flagger/api';
import { MemoryCluster, type Change } from '@flagger/memory-cluster';
import {
  type Applied,
  ClusterClient,
  Deployments,
  KnativeServing,
  imageOf,
  named,
  Operator,
  OperatorProcess,
  type Quality,
  SimulatedClock,
  TimeStandsStill,
  type ToldEvent,
  Weather,
  type Write,
} from '@flagger/simulated-cluster';
import { Facts } from './facts.ts';
import type { Complaint, Invariant } from './invariants/invariant.ts';
import { lateGarbage } from './late-garbage.ts';
import { operatorLog } from './operator-log.ts';
import { Outside, type Verdict } from './outside.ts';
import { CANARY, KEY } from './scenario.ts';
import { targetOf } from './sides.ts';
import { operatorOf, type SimulationSettings, type Violation } from './simulation-settings.ts';
import { isEnd, isRunning, stageOf, stepOf, type Stage } from './stage.ts';
import type { AskedQuestion } from './step-facts.ts';
import { MESHES, type Mesh } from './meshes.ts';
import { Story } from './story.ts';
import { endOf, toldWindow, toldWrite } from './told-write.ts';
import { Watchman } from './watchman.ts';
import { count, type Counts } from './tally.ts';

/** A cluster, all that is outside and one operator after the other, in memory; all that the operator does is looked at. */
export class Simulation {
  readonly clock = new SimulatedClock();
  readonly server = new MemoryCluster({ now: () => this.clock.now() });
  readonly counts: Counts = {};
  readonly facts: Facts;
  readonly story: Story;
  readonly weather: Weather;
  readonly outside: Outside;
  readonly pods: Deployments;
  readonly serving: KnativeServing;
  readonly qualities = new Map<string, Quality>(); // how the images do that there are
  violation: Violation | undefined;
  writes = 0; // that changed something, by any operator
  operator: Operator | undefined;
  awayUntil = 0; // no operator is started before, ms since the epoch
  readonly watchman: Watchman;
  private readonly told = new Set<string>();

  constructor(readonly settings: SimulationSettings) {
    const { mesh, random, isTold, requests } = settings;
    const { server, clock } = this;
    this.facts = new Facts(mesh, { now: () => clock.now(), requests, look: (ref) => server.get(ref) });
    this.story = new Story(isTold, () => clock.elapsed());
    this.weather = new Weather(random);
    const qualityOf = (image: string): Quality => this.qualities.get(image) ?? 'good';
    this.pods = new Deployments({ server, clock, random, qualityOf });
    this.serving = new KnativeServing({ server, clock, random, qualityOf });
    this.outside = new Outside({
      random,
      requests,
      quality: () => qualityOf(settings.tried?.() ?? imageOf(targetOf(this))),
      onAsked: (question, canary) => this.asked(question, canary),
      onAnswered: (question, canary, verdict) => this.answered(question, canary, verdict),
    });
    lateGarbage(server, clock, random);
    this.watchman = new Watchman({
      invariants: settings.invariants,
      world: this,
      now: () => clock.now(),
      later: (ms, callback) => void clock.quietly(ms, callback),
      complain: (invariant, complaint) => this.complain(invariant, complaint),
    });
    server.onChange((change) => this.changed(change));
  }

  get stage(): Stage {
    return stageOf(this.server.get(CANARY));
  }

  get mesh(): Mesh {
    return this.facts.mesh;
  }

  get isAway(): boolean {
    const { process } = this.operator ?? {};
    return process === undefined || process.isDead || process.isFrozen;
  }

  get isOver(): boolean {
    return this.violation !== undefined;
  }

  /** Starts an operator; one that is there already must be dead. */
  start(): void {
    const { settings, server, weather } = this;
    const process = new OperatorProcess(this.clock);
    const client: ClusterClient = new ClusterClient({
      server,
      process,
      weather,
      told: this.told,
      onChange: (key) => operator.heard(key),
      onTrouble: (what) => count(this.counts, `watch: ${what}`),
      onFate: (fate, what) => {
        count(this.counts, `request: ${fate}`);
        this.story.tell('trouble', () => `${fate}: ${what}`);
      },
      kill: () => process.kill(),
      onIssue: (write) => this.judge((invariant) => invariant.issued?.(write, this.facts)),
      onApplied: (write) => this.applied(write),
      onEvent: (event, write) => this.event(event, write),
      onRefused: (event, write) => this.isLate(write) || this.facts.refused(event, write),
    });
    const operator = new Operator({
      process,
      client,
      checks: this.outside.checksOf(process),
      provider: settings.mesh.provider,
      others: MESHES.map(({ provider }) => provider).filter((other) => other !== settings.mesh.provider),
      key: KEY,
      log: operatorLog(
        (line) => this.story.tell('logs', () => line),
        (invariant, complaint) => this.complain(invariant, complaint),
      ),
      onStandstill: () => this.stoodStill('one turn follows the other at one moment'),
      ...operatorOf(settings, client),
    });
    this.operator = operator;
    this.facts.started();
    this.watchman.reset();
    void operator.start();
  }

  /** Lets time pass until something is so, at most this long; tells whether it is. */
  async until(isDone: () => boolean, ms: number): Promise<boolean> {
    try {
      await this.clock.pass(this.clock.now() + ms, () => this.isOver || isDone());
    } catch (error) {
      if (!(error instanceof TimeStandsStill)) {
        throw error;
      }
      this.stoodStill(error.message);
    }
    return isDone();
  }

  complain(invariant: string, complaint: string): void {
    const { only } = this.settings;
    if (only !== undefined && only !== invariant) {
      return;
    }
    this.violation ??= { invariant, complaint };
    this.story.tell('WRONG', () => `${invariant}: ${complaint}`);
  }

  private stoodStill(complaint: string): void {
    this.operator?.process.kill();
    this.complain('time goes on', complaint);
  }

  /** Does something by hand; an object that is not there stays away. */
  edit(ref: Ref, changes: object): void {
    if (this.server.get(ref)) {
      this.server.patch(ref, changes, { by: 'hand' });
    }
  }

  put(object: KubeObject): void {
    if (!this.server.get(object)) {
      this.server.create(object, 'hand');
    }
  }

  private judge(look: (invariant: Invariant) => Complaint): void {
    if (this.isOver) {
      return;
    }
    for (const invariant of this.settings.invariants) {
      const complaint = look(invariant);
      if (complaint !== undefined) {
        this.complain(invariant.name, complaint);
      }
    }
  }

  private changed(change: Change): void {
    this.facts.changed(change);
    this.operator?.client.changed(change);
    this.watchman.look();
  }

  /** What was on its way when the canary went away nobody could have stopped. */
  private isLate({ canary }: Write): boolean {
    return !canary || this.server.get({ ...CANARY, metadata: canary.metadata })?.metadata.uid !== canary.metadata.uid;
  }

  private applied(write: Applied): void {
    if (write.before === write.after) {
      return;
    }
    this.writes++;
    this.story.tell('writes', () => `${write.verb} ${named(write.ref)}${toldWrite(write)}`);
    if (!this.isLate(write) || write.ref.kind === CANARY.kind) {
      this.judge((invariant) => invariant.applied?.(write, this.facts));
    }
    if (write.verb !== 'status') {
      return;
    }
    const [before, after] = [stageOf(write.before), stageOf(write.after)];
    if (isEnd(after) && isRunning(before)) {
      count(this.counts, `rollouts: ${endOf(after, this.facts)}`);
    }
    if (stepOf(before) !== stepOf(after)) {
      count(this.counts, 'steps');
    }
    this.facts.statusWritten(write);
  }

  private event(event: ToldEvent, write: Write): void {
    this.writes++;
    this.story.tell('tells', () => `${event.type} ${event.message}`);
    this.judge((invariant) => invariant.told?.(event, write, this.facts));
    this.facts.told(event, write);
  }

  private asked(question: Question, canary: Canary): void {
    this.story.tell('asks', () => `${question.what} ${question.id}${toldWindow(question)}`);
    count(this.counts, 'questions');
    const known = this.operator?.client.knownOf(keyOf(canary));
    const step = known ? this.facts.stepNow({ canary, known }) : '';
    const asked: AskedQuestion = { question, canary, at: this.clock.now(), step };
    this.judge((invariant) => invariant.asked?.(asked, this.facts));
    this.facts.asked(asked);
  }

  private answered(question: Question, canary: Canary, verdict: Verdict): void {
    this.story.tell('hears', () => `${question.what} ${question.id}: ${verdict}`);
    count(this.counts, `answers: ${verdict}`);
    this.facts.answered({ question, canary, verdict, at: this.clock.now(), step: '' });
    this.watchman.look();
  }
}
