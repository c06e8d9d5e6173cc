import type { KubeObject } from '@flagger/api';
import { Random } from '@flagger/simulated-cluster';
import { Requests } from '../comparing/requests.ts';
import { specOf } from '../facts.ts';
import { release, told } from '../hands.ts';
import { danglingGarbage } from '../late-garbage.ts';
import type { Outcome, Plot } from '../plot.ts';
import { CANARY, scenario } from '../scenario.ts';
import { primaryOf } from '../sides.ts';
import { Simulation } from '../simulation.ts';
import { count } from '../tally.ts';
import { canaryCalled, livingIn, NAMES } from './canaries.ts';
import { heirInvariants, ownerOf, phaseOf, REQUESTED } from './invariants.ts';
import { Sights } from './sights.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** One of so many stories is about two Canaries of one target. */
const EACH = 11;

export const isOfHeirs = (seed: number): boolean => seed % EACH === 0;

/** At the end the one Canary that is left has all that it needs, and for good. */
export const LASTS = 'what was taken over stays';

const WAY_OUT = /delete and create the Canary to make it anew/;

/** Plays one story of two Canaries of one target, of which either may go and come back. */
export async function playHeirs({ seed, mesh, mutate, only, isTold = false }: Plot): Promise<Outcome> {
  const random = new Random(seed);
  const sights = new Sights();
  const invariants = heirInvariants(sights).filter(({ name }) => only === undefined || name === only);
  const requests = new Requests(seed);
  const settings = { mesh, random, requests, invariants, isTold, mutate, only, kstatusConditions: true };
  const simulation = new Simulation(settings);
  danglingGarbage(simulation.server, simulation.clock, random);
  const { canary, others } = scenario(random, mesh);
  const spec = neverPassing(specOf(canary), random);
  simulation.story.tell('plot', () => `seed ${seed}, ${mesh.name}, two Canaries: ${JSON.stringify(spec)}`);
  others.forEach((object) => simulation.put(object));
  const story = new Succession(simulation, sights, spec);
  await story.tell();
  return { violation: simulation.violation, counts: simulation.counts, story: simulation.story.lines };
}

/** The same release with metrics that tell a bad image from a good one. */
function neverPassing(spec: Readonly<Record<string, unknown>>, random: Random): object {
  const metrics = [{ name: 'request-success-rate', interval: '1m', thresholdRange: { min: 99 } }];
  const analysis = { interval: '10s', threshold: random.between(1, 3), stepWeight: 30, maxWeight: 60, metrics };
  return { ...spec, skipAnalysis: false, analysis };
}

class Succession {
  constructor(
    private readonly simulation: Simulation,
    private readonly sights: Sights,
    private readonly spec: object,
  ) {}

  async tell(): Promise<void> {
    const { simulation } = this;
    const { random } = simulation.settings;
    this.put(NAMES[0]);
    this.begin();
    await this.pass(random.between(0, 40) * SECOND);
    this.put(NAMES[1]);
    await this.pass(random.between(0, 60) * SECOND);
    for (let left = random.between(2, 7); left > 0 && !simulation.isOver; left--) {
      this.deed(random);
      await this.pass(random.chance(0.4) ? random.between(1, 3000) : random.between(1, 60) * SECOND);
    }
    await this.end();
  }

  private deed(random: Random): void {
    const { simulation } = this;
    const name = random.pick(...NAMES);
    const deeds: readonly (readonly [string, () => void])[] = [
      ['bad image', () => void release(simulation, 'bad metrics')],
      ['canary deleted', () => this.remove(name)],
      ['canary deleted and created', () => this.again(name, random)],
      ['canary created', () => this.put(name)],
      ['reverts when it is deleted', () => this.edit(name, { spec: { revertOnDeletion: random.chance(0.5) } })],
      ['looked at by Flux', () => this.ask(name)],
      ['operator killed', () => simulation.operator?.process.kill()],
      ['operator frozen', () => simulation.operator?.process.freeze(random.between(100, 20_000))],
    ];
    const [first, ...others] = deeds;
    if (!first) {
      return;
    }
    const [what, does] = random.pick(first, ...others);
    count(simulation.counts, `deed: ${what}`);
    simulation.story.tell('deed', () => `${what}, ${name}`);
    does();
    simulation.watchman.look();
  }

  private put(name: string): void {
    told(this.simulation, `creates ${name}`);
    this.simulation.put({ ...canaryCalled(name), spec: this.spec });
  }

  private remove(name: string): void {
    told(this.simulation, `deletes ${name}`);
    this.simulation.server.remove(canaryCalled(name), 'hand');
  }

  private again(name: string, random: Random): void {
    const live = this.simulation.server.get(canaryCalled(name));
    if (live && live.metadata.deletionTimestamp === undefined) {
      this.remove(name);
      this.simulation.clock.quietly(random.between(0, 4000), () => this.put(name));
    }
  }

  private edit(name: string, changes: object): void {
    this.simulation.edit(canaryCalled(name), changes);
  }

  private ask(name: string): void {
    const requestedAt = String(this.simulation.clock.now());
    this.edit(name, { metadata: { annotations: { [REQUESTED]: requestedAt } } });
  }

  private begin(): void {
    this.sights.forget();
    this.simulation.start();
  }

  /** Lets time pass; an operator that is dead is started again. */
  private async pass(ms: number): Promise<void> {
    const { simulation } = this;
    const end = simulation.clock.now() + ms;
    const isDead = (): boolean => simulation.operator?.process.isDead === true;
    while (!simulation.isOver && simulation.clock.now() < end) {
      await simulation.until(isDead, end - simulation.clock.now());
      if (isDead()) {
        await simulation.until(() => false, simulation.settings.random.between(10, 5000));
        simulation.story.tell('operator', () => 'starts again');
        this.begin();
      }
    }
  }

  /** No trouble any more; of two Canaries the older goes. */
  private async end(): Promise<void> {
    const { simulation } = this;
    await this.pass(MINUTE);
    simulation.weather.calms(simulation.clock.now());
    told(simulation, 'no trouble any more');
    await this.pass(5 * MINUTE);
    const [elder, ...others] = livingIn(simulation.server);
    if (others.length > 0 && elder) {
      this.remove(elder.metadata.name);
    } else if (!elder) {
      this.put(NAMES[0]);
    }
    await this.pass(20 * MINUTE);
    await this.asked();
    const [left] = livingIn(simulation.server);
    if (left && !simulation.isOver) {
      this.lasts(left);
    }
  }

  /**
   * What a person does who reads the events: a primary that no operator that lives ever saw comes back with a new Canary.
   * One that it saw it brings back itself.
   */
  private async asked(): Promise<void> {
    const { simulation, sights } = this;
    const [left] = livingIn(simulation.server);
    const isGone = left && phaseOf(left) === 'Initializing' && !primaryOf(simulation) && !sights.isSeenBy(left);
    if (isGone && simulation.facts.step.messages.some((message) => WAY_OUT.test(message))) {
      this.remove(left.metadata.name);
      await this.pass(MINUTE);
      this.put(left.metadata.name);
      await this.pass(20 * MINUTE);
    }
  }

  private lasts(canary: KubeObject): void {
    const { simulation } = this;
    const { uid } = canary.metadata;
    const wrong = (what: string): void => simulation.complain(LASTS, what);
    if (canary.metadata.deletionTimestamp !== undefined) {
      return;
    }
    if (!['Initialized', 'Failed', 'Succeeded'].includes(phaseOf(canary))) {
      return wrong(`${canary.metadata.name} is ${phaseOf(canary)} after all`);
    }
    if (!primaryOf(simulation)) {
      return wrong(`${canary.metadata.name} is ${phaseOf(canary)} and there is no primary`);
    }
    const alien = simulation.server
      .all()
      .filter(({ metadata }) => metadata.ownerReferences?.some(({ kind }) => kind === CANARY.kind))
      .find((each) => ownerOf(each) !== uid);
    if (alien) {
      wrong(`${alien.kind} ${alien.metadata.name} goes with another Canary`);
    }
  }
}
