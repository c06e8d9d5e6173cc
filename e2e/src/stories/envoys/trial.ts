import { treeOf, valueAt } from '../../compare/values.ts';
import { Scene } from '../scene.ts';
import { Load, type Answer } from './load.ts';
import { Looks, type Spell, WAYS } from './looks.ts';
import type { Written } from './meshes.ts';
import { type Asked, canaryOf, hostsOf, served, streamsOf, type Users } from './setting.ts';
import { SAMPLE, splitOf, type Split } from './split.ts';

/** Nothing here is about how fast a machine is: what has not come by then will not come. */
const PATIENCE_S = 400;
/** Counting many answers takes a while itself. */
const EVERY_MS = 500;

const ALL: Users = { name: 'all' };

/** A Canary whose users come through both Envoys all the time. */
export class Trial {
  /** What the gate of the Canary answers. */
  gate: () => Promise<boolean> = () => Promise.resolve(false);

  readonly load: Load;

  private constructor(
    readonly scene: Scene,
    readonly looks: Looks,
    private readonly from: { readonly written: Written; readonly users: readonly Users[] },
  ) {
    this.load = new Load(streamsOf(scene.namespace, from.written, from.users));
    scene.webhook = async () => ((await this.gate()) ? 200 : 403);
  }

  /** Version 1.0.0 is served, and has its users. */
  static async of(name: string, written: Written, asked: Asked): Promise<Trial> {
    const scene = await Scene.in(name);
    scene.mesh = written.mesh;
    scene.pace = ['-min-interval=1s', ...(process.env['OPERATOR_FLAGS'] ?? '').split(' ').filter(Boolean)];
    scene.plane = { metricsServer: process.env['METRICS_URL'] ?? '', environment: {} };
    await scene.start();
    await scene.create(served('1.0.0'));
    await scene.create(canaryOf(scene, written, asked));
    await scene.phase('Initialized', 'podinfo', PATIENCE_S);
    const looks = Looks.at(hostsOf(name));
    await scene.until(() => Promise.resolve(isPrimaryAlone(looks)), 'both Envoys have the routes', PATIENCE_S);
    const { users = [ALL] } = asked;
    return new Trial(scene, looks, { written, users });
  }

  /** A release of this version. */
  async release(version: string): Promise<void> {
    await this.scene.patch(
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'podinfo' } },
      { spec: { template: treeOf(treeOf(served(version)['spec'])['template']) } },
    );
  }

  async phase(phase: string): Promise<void> {
    await this.scene.phase(phase, 'podinfo', PATIENCE_S);
  }

  async canaryWeight(): Promise<number> {
    return Number(valueAt(await this.scene.canary(), 'status', 'canaryWeight') ?? 0);
  }

  /** Waits until both Envoys have such routes, and enough was answered by them to judge each of the users' shares. */
  async judged(what: string, isIt: (spell: Spell) => boolean): Promise<readonly Spell[]> {
    const now = (): readonly Spell[] => WAYS.flatMap((way) => this.looks.now(way) ?? []).filter(isIt);
    const isJudged = (spell: Spell): boolean =>
      this.from.users.every((user) => this.split(spell, user) !== 'undecided');
    await this.scene.until(
      async () => {
        await new Promise((done) => setTimeout(done, EVERY_MS));
        return now().length === WAYS.length && now().every(isJudged);
      },
      `both Envoys have ${what} and were judged by it`,
      PATIENCE_S,
    );
    return now();
  }

  /** The same, and waits until both answered a whole sample by them, from a moment on. */
  async answered(what: string, isIt: (spell: Spell) => boolean, since = 0): Promise<readonly Spell[]> {
    const { answers } = this.load;
    const answered = ({ way, from, until }: Spell): number =>
      answers.filter((each) => each.way.startsWith(way) && each.from >= Math.max(from, since) && each.until <= until)
        .length;
    let spells: readonly Spell[] = [];
    const isEnough = async (): Promise<boolean> => {
      spells = await this.judged(what, isIt);
      return spells.every((spell) => answered(spell) >= SAMPLE);
    };
    await this.scene.until(isEnough, `both Envoys answered ${SAMPLE} requests by ${what}`, PATIENCE_S);
    return spells;
  }

  /** What the answers to some users say about their share of the canary. */
  split(spell: Spell, user: Users = ALL): Split {
    const answers = this.load.during(spell, `${spell.way}:${user.name}`);
    return splitOf(
      answers.map(({ isFromCanary }) => isFromCanary),
      shareOf(spell, user),
    );
  }

  /** Every answer that contradicts the routes of its time. */
  get off(): readonly string[] {
    return this.looks.spells.flatMap((spell) =>
      this.from.users
        .filter((user) => this.split(spell, user) === 'off')
        .map(({ name }) => `${spell.way}:${name} ${JSON.stringify(spell.routes)}`),
    );
  }

  /** The first of the requests that failed, but for those that a broken canary failed itself. */
  lost(broken?: string): readonly Answer[] {
    return this.load.failed
      .filter(({ status, version, isFromCanary }) => status !== '500' || version !== broken || !isFromCanary)
      .slice(0, 5);
  }

  /** Waits until users are led to the primary alone and some were, and ends the requests. */
  async settled(): Promise<void> {
    await this.scene.until(
      () => Promise.resolve(isPrimaryAlone(this.looks, 5_000)),
      'all are led to the primary again',
      PATIENCE_S,
    );
    await this.load.stop();
    await this.looks.stop();
  }

  async close(): Promise<void> {
    await this.load.stop();
    await this.looks.stop();
    await this.scene.close();
  }
}

/** Users whom a header tells apart go by the route that asks for one, if there is such a route. */
function shareOf({ routes }: Spell, { headers }: Users): number {
  const own = headers && routes.find((route) => route.headers.length > 0);
  return (own ?? routes.at(-1))?.canary ?? 0;
}

function isPrimaryAlone(looks: Looks, forMs = 0): boolean {
  const now = WAYS.flatMap((way) => looks.now(way) ?? []);
  const isAlone = ({ routes, from, until }: Spell): boolean =>
    routes.length > 0 && routes.every(({ canary, isMirrored }) => canary === 0 && !isMirrored) && until - from > forMs;
  return now.length === WAYS.length && now.every(isAlone);
}
