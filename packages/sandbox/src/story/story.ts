import { parseGoDuration } from '@flagger/api';
import { stepOf, wayOf } from '@flagger/view';
import { fieldsOf, numberOf, systemClock } from '../client/index.ts';
import type { Sandbox } from '../sandbox.ts';
import { askOf, startUsers, type Stays, type Users, type VersionTally } from '../traffic/index.ts';
import { shownByOperator } from './analysis.ts';
import type { StoryOptions } from './arguments.ts';
import type { Colours } from './colours.ts';
import { applied, applyStage, startRelease } from './manifests.ts';
import { Meanwhile } from './meanwhile.ts';
import { openPage } from './page.ts';
import type { Operator } from './operator.ts';
import { panel, plainLine } from './panel.ts';
import type { Circumstances, Release } from './scenarios.ts';
import type { Screen } from './screen.ts';
import { Seen, type SeenEvent } from './seen.ts';
import { type Outcome, strayed, wrongEnd } from './summary.ts';
import { successRate, ThresholdRule } from './threshold-rule.ts';
import { checksOf, totalOf, type View } from './view.ts';

export interface StoryParts {
  /** As performance.now() tells it. */
  readonly startedAt: number;
  readonly sandbox: Sandbox;
  readonly operator: Operator;
  /** Where the operator shows its metrics. */
  readonly port: number;
  readonly options: StoryOptions;
  readonly screen: Screen;
  readonly paint: Colours;
  readonly log: ConstructorParameters<typeof Seen>[0]['log'];
  /** Ends it before its time. */
  readonly signal: AbortSignal;
}

const USERS = { perSecond: 30, concurrency: 30 };
const REFRESH_MS = 500;
const PATIENCE_MS = 120_000;

/**
 * Applies the examples, releases version after version, and tells what happens. Throws a sentence where it does not
 * go as it should.
 */
export class Story {
  private readonly seen: Seen;
  private measured: ReadonlyMap<string, number> = new Map();
  private key = '';
  private isOperatorGone = false;
  private releasedAt = 0;
  private weight = 0;
  private weights: number[] = [];
  private users: Users | undefined;
  private meanwhile: Meanwhile | undefined;
  private rule: ThresholdRule | undefined;

  constructor(private readonly parts: StoryParts) {
    const { sandbox, log, signal, operator } = parts;
    this.seen = new Seen({ client: sandbox.client, log, signal, onEvent: (event) => this.tell(event) });
    void operator.ended.then((how) => this.lost(how));
  }

  async run(): Promise<readonly Outcome[]> {
    const { sandbox, screen, options } = this.parts;
    const { stage, scenario } = options;
    this.key = await applyStage(sandbox.client, stage, scenario);
    screen.say(this.stamped(`${applied(options)}   (interval ${scenario.pace.interval}, so that it is a short story)`));
    const refreshing = setInterval(() => void this.refresh(), REFRESH_MS);
    try {
      await this.phase('Initialized');
      await openPage(this.parts, (text) => this.stamped(text));
      const { clients } = options.scenario;
      const ask = askOf(options.users);
      this.users = startUsers({ mesh: sandbox.mesh, clock: systemClock, ask, ...USERS, ...(clients && { clients }) });
      const outcomes: Outcome[] = [];
      for (const release of options.scenario.releases) {
        outcomes.push(await this.release(release));
      }
      return outcomes;
    } finally {
      clearInterval(refreshing);
      await this.users?.stop();
      this.show();
      screen.settle();
    }
  }

  /** Seconds since the beginning. */
  get seconds(): number {
    return secondsSince(this.parts.startedAt);
  }

  /** The time before a line. */
  stamped(text: string): string {
    return `${this.parts.paint.dim(stamp(this.parts.startedAt))}  ${text}`;
  }

  private async release(release: Release): Promise<Outcome> {
    const { sandbox, screen, paint, options } = this.parts;
    const { tag, says, end, meanwhile } = release;
    this.meanwhile = meanwhile && this.users && this.playing(meanwhile, this.users);
    this.rule = this.ruleBeside();
    this.releasedAt = performance.now();
    this.weights = [0];
    this.measured = new Map();
    screen.say('');
    screen.say(this.stamped(paint.bold(`${says[0]?.toUpperCase() ?? ''}${says.slice(1)}`)));
    const { targetRef } = this.canary?.spec ?? {};
    screen.say(this.stamped(await startRelease(sandbox.client, options.stage, { ...release, targetRef })));
    await this.until(
      () => !['Initialized', 'Succeeded', 'Failed'].includes(this.canary?.phase ?? ''),
      `${tag} was not noticed`,
    );
    await this.until(
      () => ['Succeeded', 'Failed'].includes(this.canary?.phase ?? ''),
      `the release of ${tag} did not end`,
    );
    const found = this.canary?.phase ?? '';
    this.show();
    this.meanwhile?.end();
    this.rule?.end().forEach((sentence) => screen.say(this.stamped(paint.bold(sentence))));
    if (found !== end) {
      throw new Error(wrongEnd({ tag, end }, found, this.canary?.compared ?? []));
    }
    this.checkStays(tag);
    await openPage(this.parts, (text) => this.stamped(text));
    return { tag, end, seconds: secondsSince(this.releasedAt), weights: this.weights };
  }

  private playing(circumstances: Circumstances, users: Users): Meanwhile {
    const { sandbox, screen, paint } = this.parts;
    const say = (sentence: string): void => screen.say(this.stamped(paint.bold(sentence)));
    return new Meanwhile(circumstances, { mesh: sandbox.mesh, users, clock: systemClock, say });
  }

  private ruleBeside(): ThresholdRule | undefined {
    const { sandbox, options } = this.parts;
    const { thresholds, pace } = options.scenario;
    const patience = numberOf(fieldsOf(this.canary?.spec['analysis']).threshold) ?? 1;
    const intervalMs = parseGoDuration(pace.interval) ?? 0;
    const measure = (): Promise<number | undefined> => successRate(sandbox.metricsServer, pace.metrics);
    return thresholds && new ThresholdRule({ thresholds, patience, intervalMs, measure, clock: systemClock });
  }

  private checkStays(tag: string): void {
    const complaint = strayed(this.stays());
    if (complaint !== undefined) {
      throw new Error(`in the release of ${tag} ${complaint}`);
    }
  }

  private get canary(): ReturnType<Seen['canary']> {
    return this.seen.canary(this.key);
  }

  private phase(phase: string): Promise<void> {
    return this.until(
      () => this.canary?.phase === phase,
      `${this.parts.options.stage.workload} did not become ${phase}`,
    );
  }

  /** While the operator is away, the time stands still: somebody may start it by hand. */
  private async until(holds: () => boolean, complaint: string): Promise<void> {
    const noticing = (): boolean => {
      void this.refresh();
      return holds();
    };
    const found = (): string =>
      `${complaint} within ${PATIENCE_MS / 1000} s: found ${this.canary?.phase ?? 'no Canary'}`;
    await this.seen.until(noticing, { ms: PATIENCE_MS, complaint: found, isPaused: () => this.isOperatorGone });
    await this.refresh();
  }

  /** The numbers of the last check, once this release was checked: until then they are those of the release before. */
  private async refresh(): Promise<void> {
    const shown = await shownByOperator(this.parts.port, this.parts.options.stage.workload);
    const { canary, weights } = this;
    if (shown !== undefined) {
      this.isOperatorGone = false;
      this.weight = shown.weight;
      if (shown.weight > 0) {
        this.meanwhile?.begin();
        this.rule?.begin();
      }
      if (weights.length > 0 && weights.at(-1) !== shown.weight) {
        weights.push(shown.weight);
      }
      if (canary?.phase === 'Progressing' && canary.failedChecks + stepOf(canary).done > 1) {
        this.measured = shown.measured;
      }
    }
    this.show();
  }

  private show(): void {
    const { canary } = this;
    if (canary === undefined || canary.phase === '') {
      return;
    }
    const view: View = {
      ...wayOf(canary),
      ...canary,
      name: this.key.split('/').toReversed().join('.'),
      weight: this.weight,
      seconds: this.seconds,
      step: stepOf(canary),
      versions: this.seen.versions(this.key),
      checks: checksOf(canary, this.measured),
      users: totalOf(this.tally()),
    };
    this.parts.screen.show(panel(view, this.parts.paint), plainLine(view));
  }

  /** What users got so far, by version. */
  tally(): readonly VersionTally[] {
    return this.users?.tally() ?? [];
  }

  /** Whether clients stayed where a cookie was given to them; undefined where nobody keeps any. */
  stays(): Stays | undefined {
    return this.users?.stays();
  }

  private tell({ type, message }: SeenEvent): void {
    const { screen, paint } = this.parts;
    screen.say(this.stamped(`${(type === 'Warning' ? paint.yellow : paint.green)(type.padEnd(8))} ${message}`));
  }

  private lost(how: string): void {
    const { signal, screen, paint, operator } = this.parts;
    if (signal.aborted) {
      return;
    }
    this.isOperatorGone = true;
    screen.say(
      this.stamped(
        paint.red(
          `The operator (process ${operator.pid}) ended: ${how}. The release waits where it is. To start it again:`,
        ),
      ),
    );
    screen.say(`  ${operator.command}`);
  }
}

const secondsSince = (moment: number): number => (performance.now() - moment) / 1000;

/** The time that stands before each line. */
export const stamp = (startedAt: number): string => `${secondsSince(startedAt).toFixed(1).padStart(6)} s`;
