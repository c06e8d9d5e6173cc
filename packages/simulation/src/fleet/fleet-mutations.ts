import type { FleetDefect } from './fleet.ts';

/** A defect of replicas that share canaries, and the invariant that must find it. */
export interface FleetMutation {
  readonly name: string;
  readonly breaks: string;
  readonly defect: FleetDefect;
}

/** Every invariant of a fleet has one that only it needs to find. */
export const FLEET_MUTATIONS: readonly FleetMutation[] = [
  { name: 'a shard has no fence', breaks: 'nobody acts for another', defect: { isUnfenced: true } },
  {
    name: 'replicas with another number of shards are not told apart',
    breaks: 'one replica acts on a canary',
    defect: { fleetName: 'fleet' },
  },
  {
    name: 'a shard is kept above the fair part',
    breaks: 'nobody holds more than a fair part',
    defect: { shards: (ports) => ({ ...ports, fleet: aloneIn(ports) }) },
  },
  {
    name: 'a shard is let go in the middle of a step',
    breaks: 'nothing is asked twice',
    defect: { shards: (ports) => ({ ...ports, isUnderWay: () => false }) },
  },
  {
    name: 'nobody wants a shard that another left',
    breaks: 'every shard is held',
    defect: { shards: (ports) => ({ ...ports, lease: onlyOnce(ports) }) },
  },
  {
    name: 'what is in a shard is not read when it is taken',
    breaks: 'every run ends',
    defect: { shards: (ports) => ({ ...ports, takeOver: async () => undefined }) },
  },
];

type Ports = Parameters<NonNullable<FleetDefect['shards']>>[0];

const aloneIn = ({ fleet }: Ports): Ports['fleet'] => ({
  name: fleet.name,
  acquire: (signal) => fleet.acquire(signal),
  isFresh: () => fleet.isFresh(),
  release: () => fleet.release(),
  living: () => [fleet.name],
});

/** Only the first few times that a shard is free it is taken. */
function onlyOnce({ lease }: Ports): Ports['lease'] {
  const tries = new Map<number, number>();
  return (shard, wish) =>
    lease(shard, {
      begins: () => {
        const count = (tries.get(shard) ?? 0) + 1;
        tries.set(shard, count);
        return count === 1 && wish.begins();
      },
      failed: () => wish.failed(),
    });
}
