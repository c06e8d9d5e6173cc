import { LEASE_NAME } from '@flagger/kubernetes';
import { leaseOf, Random, type Replica } from '@flagger/simulated-cluster';
import type { Outcome } from '../plot.ts';
import { count } from '../tally.ts';
import { Fleet, type FleetDefect, LEASE_MS } from './fleet.ts';
import { canariesOf } from './fleet-scene.ts';

export interface FleetPlot {
  readonly seed: number;
  readonly isTold?: boolean;
  readonly defect?: FleetDefect | undefined;
  readonly only?: string | undefined;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** So that no draw of it has to do with one of the story of the same seed. */
const APART = 0x5f1ee7;

/** Plays one story of replicas that share canaries: trouble first, then none, and looks whether all ends well. */
export async function playFleet({ seed, isTold = false, defect, only }: FleetPlot): Promise<Outcome> {
  const random = new Random(seed ^ APART);
  const canaries = canariesOf(random.between(3, 7));
  const fleet = new Fleet({ random, canaries, isTold, defect, only });
  let shards = random.between(2, 4);
  fleet.story.tell('plot', () => `seed ${seed}: ${canaries.length} canaries in ${shards} shards`);
  Array.from({ length: random.between(1, 3) }, () => fleet.start(shards));
  await fleet.pass(3 * MINUTE);
  for (let deeds = random.between(2, 6); deeds > 0 && !fleet.violation; deeds--) {
    canaries.filter(() => random.chance(0.5)).forEach((canary) => fleet.release(canary));
    await fleet.pass(random.between(1, 60) * SECOND);
    shards = deed(fleet, shards);
    await fleet.pass(random.between(1, 120) * SECOND);
    again(fleet, shards);
  }
  await calm(fleet, shards);
  return { violation: fleet.violation, counts: fleet.counts, story: fleet.story.lines };
}

/** Something happens to a replica; gives how many shards new ones believe in. */
function deed(fleet: Fleet, shards: number): number {
  const { random } = fleet.settings;
  const one = pickOf(fleet);
  const what = random.pick('add', 'add', 'kill', 'freeze', 'cut', 'stop', 'divide');
  count(fleet.counts, `fleet deed: ${what}`);
  fleet.story.tell('deed', () => `${what} ${what === 'add' ? '' : one?.ports.identity}`);
  fleet.isGentle &&= what === 'add';
  const ms = random.between(5, 180) * SECOND;
  switch (what) {
    case 'add':
      fleet.start(shards);
      break;
    case 'kill':
      one?.process.kill();
      break;
    case 'freeze':
      one?.process.freeze(ms);
      break;
    case 'cut':
      one?.cut(ms);
      break;
    case 'stop':
      void one?.stop();
      break;
    case 'divide':
      return divided(fleet, shards);
  }
  return shards;
}

/** Another number of shards, replica by replica: a new one comes before an old one goes. */
function divided(fleet: Fleet, shards: number): number {
  const { random } = fleet.settings;
  const next = shards === 4 ? 2 : shards + 1;
  let after = 0;
  for (const old of fleet.living) {
    fleet.start(next);
    after += random.between(1, 40) * SECOND;
    fleet.clock.after(after, () => void old.stop());
  }
  return next;
}

/** Who is dead is started again, as Kubernetes does. */
function again(fleet: Fleet, shards: number): void {
  const dead = fleet.replicas.filter(({ process }) => process.isDead);
  fleet.replicas = fleet.replicas.filter(({ process }) => !process.isDead);
  const wanted = Math.min(3, Math.max(1, dead.length)) - fleet.living.length;
  Array.from({ length: Math.max(0, wanted) }, () => fleet.start(shards));
}

function pickOf(fleet: Fleet): Replica | undefined {
  return fleet.living[fleet.settings.random.between(0, Math.max(0, fleet.living.length - 1))];
}

/** No trouble any more: all shards are held, fairly, and every release ends well. */
async function calm(fleet: Fleet, shards: number): Promise<void> {
  fleet.weather.isCalm = true;
  await fleet.pass(4 * MINUTE);
  again(fleet, shards);
  const isHeld = (): boolean => heldOf(fleet, shards) === shards;
  if (!(await fleet.pass(2 * LEASE_MS + 30 * SECOND, isHeld))) {
    const held = fleet.living.map(
      ({ ports, shards: own }) => `${ports.identity} ${[...own.view().held.keys()].join()}`,
    );
    const holder = leaseOf(fleet.server, LEASE_NAME)?.spec.holderIdentity;
    fleet.complain('every shard is held', `of ${shards} are held: ${held.join('; ')}, Flagger's lease by ${holder}`);
  }
  fleet.settings.canaries.forEach((canary) => fleet.release(canary));
  await fleet.pass(2 * MINUTE);
  fairly(fleet, shards);
  if (!(await fleet.pass(30 * MINUTE, () => fleet.isAtRest))) {
    const states = fleet.settings.canaries.map((canary) => JSON.stringify(fleet.statusOf(canary)));
    fleet.complain('every run ends', states.join(' '));
  }
}

const heldOf = (fleet: Fleet, count: number): number =>
  fleet.living
    .filter(({ ports }) => ports.count === count)
    .reduce((sum, { shards }) => sum + shards.view().held.size, 0);

function fairly(fleet: Fleet, count: number): void {
  const sizes = fleet.living.filter(({ ports }) => ports.count === count).map(({ shards }) => shards.view().held.size);
  const part = Math.ceil(count / sizes.length);
  if (Math.max(...sizes) > part) {
    fleet.complain('nobody holds more than a fair part', `of ${count} shards ${sizes.join(', ')} are held`);
  }
}
