import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Wait, type Checks, type Listener, type Log } from '@flagger/api';
import type { Shards } from '@flagger/controller';
import { connect, createLease, type Connection } from '@flagger/kubernetes';
import type { ClusterOptions } from './options.ts';
import type { Ownership } from './ownership.ts';
import type { Election } from './program.ts';
import { shardsOf, type ShardingPorts } from './sharding.ts';
import type { Standby } from './standby.ts';
import type { Telemetry } from './telemetry.ts';
import { VERSION } from './version.ts';
import type { Writing } from './writing.ts';

export interface ElectionPorts
  extends Omit<ShardingPorts, 'identity' | 'connection'>, Pick<Telemetry, 'onRequest' | 'showShards'> {
  readonly log: Log;
  readonly standby: Standby;
  readonly ownership: Ownership;
}

/** How this replica takes part in the election; undefined where there is none. */
export function electionOf(cluster: ClusterOptions, ports: ElectionPorts): Election | undefined {
  const { election } = cluster;
  const { log, standby, onRequest, ownership, showShards, ...others } = ports;
  if (!election) {
    return undefined;
  }
  const identity = `${hostname()}_${randomUUID()}`;
  const sharded = (onLost: () => void): Shards => {
    const shards = shardsOf(
      election,
      { ...others, log, onRequest, identity, connection: connectionOf(cluster) },
      onLost,
    );
    ownership.shards = shards;
    showShards(() => shards.view());
    return shards;
  };
  if (election.shards > 1) {
    return { lease: sharded };
  }
  return {
    standby,
    // connections of its own, so that no renewal waits behind the writes of many canaries
    lease: (onLost) =>
      createLease({
        connection: connectionOf(cluster),
        namespace: election.namespace,
        identity,
        log,
        onLost,
        onRequest,
        timings: { durationMs: election.leaseMs },
      }),
  };
}

/** A way to the API server that the flags name. */
export const connectionOf = ({ kubeconfig, master }: Pick<ClusterOptions, 'kubeconfig' | 'master'>): Connection =>
  connect({ kubeconfig, master, version: VERSION, environment: process.env });

/** Checks that call nobody once another may lead. */
export const checksOfLeader = (checks: Checks, writing: Writing): Checks => ({
  find: async (...asked) => {
    if (!writing.isAllowed(asked[1].metadata.namespace)) {
      throw new Wait('not asking: the lease is not ours or the process is stopping');
    }
    return checks.find(...asked);
  },
});

/** A listener of alerts that sends none once another may lead: that one sends it with the step that it does again. */
export const alertsOfLeader = (listener: Listener, writing: Writing): Listener => ({
  alert: (...told) => {
    if (writing.isAllowed(told[0].metadata.namespace)) {
      listener.alert?.(...told);
    }
  },
});
