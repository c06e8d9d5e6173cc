import { Shards, type ShardsPorts } from '@flagger/controller';
import { createTransport, fleetLease, LEASE_NAME, leaseIn, leasePlace, type Connection } from '@flagger/kubernetes';
import type { ElectionOptions } from './options.ts';
import type { Telemetry } from './telemetry.ts';

export interface ShardingPorts
  extends Omit<ShardsPorts, 'count' | 'fleet' | 'lease' | 'tickMs' | 'patienceMs'>, Pick<Telemetry, 'onRequest'> {
  /** Who we are, different for each process. */
  readonly identity: string;
  /** Of the leases alone, so that no renewal waits behind the writes of many canaries. */
  readonly connection: Connection;
}

/** Who holds Flagger's lease while replicas share the canaries: none of them, and no Flagger, acts beside others. */
export const fleetName = (count: number): string => `flagger-of-${count}-shards-by-namespace`;

/** The name of a shard's lease. */
export const shardLeaseName = (shard: number): string => `${LEASE_NAME}-shard-${shard}`;

/** The shards of a replica; `onLost` is called once any of its leases was lost. */
export function shardsOf(
  { namespace, leaseMs, shards: count }: ElectionOptions,
  { connection, onRequest, identity, ...ports }: ShardingPorts,
  onLost: () => void,
): Shards {
  const { log } = ports;
  const transport = createTransport({ connection, onRequest });
  const timings = { durationMs: leaseMs };
  const terms = { namespace, identity, log, onLost, timings };
  const place = (name: string) => leasePlace(transport, { namespace, name, timings });
  return new Shards({
    ...ports,
    count,
    fleet: fleetLease(place(LEASE_NAME), { ...terms, name: LEASE_NAME, fleet: fleetName(count) }),
    lease: (shard, wish) => {
      const name = shardLeaseName(shard);
      return leaseIn(place(name), { ...terms, name, wish });
    },
    tickMs: leaseMs / 12,
    patienceMs: leaseMs,
  });
}
