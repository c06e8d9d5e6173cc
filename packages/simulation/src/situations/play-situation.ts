import { Random } from '@flagger/simulated-cluster';
import { Requests } from '../comparing/requests.ts';
import type { Deed } from '../deed.ts';
import { told } from '../hands.ts';
import type { Mesh } from '../meshes.ts';
import type { Outcome, Plot } from '../plot.ts';
import { answerRoutes } from '../route-controllers.ts';
import { Simulation } from '../simulation.ts';
import { count } from '../tally.ts';
import { SITUATIONS } from './index.ts';
import { LOST_PODS } from './lost-pods.ts';
import type { Scene, Situation } from './situation.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** One of so many stories is about one of the situations. */
const EACH = 17;

/** And one of so many about pods that go. */
const EACH_OF_LOST_PODS = 19;

/** The situation of a seed; undefined where it has another story. Knative has no parts that these are about. */
export function situationOf(seed: number, mesh: Mesh): Situation | undefined {
  if (seed % EACH !== 0 || mesh.released !== undefined) {
    return seed % EACH_OF_LOST_PODS === 0 && mesh.released === undefined ? LOST_PODS : undefined;
  }
  const suitable = SITUATIONS.filter(({ suits }) => suits?.(mesh) !== false);
  // drawn, since the meshes take turns as well and each is to meet every situation
  return suitable[new Random(seed ^ 0x51d).between(0, suitable.length - 1)];
}

/** Plays one story of a situation: trouble, then none, and looks whether all ends well. */
export async function playSituation(plot: Plot, situation: Situation): Promise<Outcome> {
  const { seed, mesh, mutate, only, isTold = false } = plot;
  const random = new Random(seed);
  const scene = situation.scene(random, mesh);
  const invariants = scene.invariants.filter(({ name }) => only === undefined || name === only);
  const requests = new Requests(seed);
  const tried = (): string => scene.tried?.(simulation) ?? '';
  const simulation: Simulation = new Simulation({
    ...{ mesh, random, requests, invariants, isTold, mutate, only, listeners: scene.listeners },
    ...(scene.tried && { tried }),
  });
  simulation.story.tell('plot', () => `seed ${seed}, ${mesh.name}, ${situation.name}`);
  answerRoutes(simulation, seed);
  scene.begin?.(simulation);
  scene.objects.forEach((object) => simulation.put(object));
  simulation.start();
  await new Course(simulation, scene).tell(situation.ends);
  return { violation: simulation.violation, counts: simulation.counts, story: simulation.story.lines };
}

/** What may happen to every operator. */
const COMMON: readonly Deed[] = [
  { name: 'operator killed', weight: 1, does: ({ operator }) => operator?.process.kill() },
  {
    name: 'operator frozen',
    weight: 1,
    does: ({ operator }, random) => operator?.process.freeze(random.between(100, 20_000)),
  },
];

class Course {
  private readonly random: Random;

  constructor(
    private readonly simulation: Simulation,
    private readonly scene: Scene,
  ) {
    this.random = simulation.settings.random;
  }

  async tell(ends: string): Promise<void> {
    const { simulation, scene, random } = this;
    await this.pass(random.between(0, 90) * SECOND);
    for (let left = random.between(2, 8); left > 0 && !simulation.isOver; left--) {
      this.deed();
      await this.pass(random.chance(0.4) ? random.between(1, 3000) : random.between(1, 90) * SECOND);
    }
    told(simulation, 'no trouble any more');
    scene.heal(simulation);
    simulation.weather.calms(simulation.clock.now());
    await this.pass(15 * MINUTE);
    scene.last(simulation);
    await this.pass(MINUTE);
    await this.pass(HOUR, () => scene.isDone(simulation));
    // for late repairs
    await this.pass(2 * MINUTE);
    const wrong = simulation.isOver ? undefined : scene.wrong(simulation);
    if (wrong !== undefined) {
      simulation.complain(ends, wrong);
    }
  }

  private deed(): void {
    const { simulation, random } = this;
    const deeds = [...this.scene.deeds, ...COMMON];
    let left = random.next() * deeds.reduce((sum, { weight }) => sum + weight, 0);
    const deed = deeds.find(({ weight }) => (left -= weight) < 0);
    if (!deed) {
      return;
    }
    count(simulation.counts, `deed: ${deed.name}`);
    simulation.story.tell('deed', () => deed.name);
    deed.does(simulation, random);
    simulation.watchman.look();
  }

  /** Lets time pass; an operator that is dead is started again. */
  private async pass(ms: number, isDone: () => boolean = () => false): Promise<void> {
    const { simulation } = this;
    const end = simulation.clock.now() + ms;
    const isDead = (): boolean => simulation.operator?.process.isDead === true;
    while (!simulation.isOver && simulation.clock.now() < end && !isDone()) {
      await simulation.until(() => isDone() || isDead(), end - simulation.clock.now());
      if (isDead()) {
        await simulation.until(() => false, this.random.between(10, 5000));
        simulation.story.tell('operator', () => 'starts again');
        simulation.start();
      }
    }
  }
}
