import { afterEach, beforeEach } from '@jest/globals';
import type { RawCanary, Ref } from '@flagger/api';
import { type Cluster, createCluster } from '../src/cluster.ts';
import type { ClusterOptions } from '../src/cluster-options.ts';
import { thisMachine } from '../src/client/machine.ts';
import { aLog, serve, type TestServer, until } from './api-server.ts';
import { FakeCluster } from './fake-cluster.ts';

export const CANARIES = '/apis/flagger.app/v1beta1/namespaces/test/canaries';
export const DEPLOYMENTS = '/apis/apps/v1/namespaces/test/deployments';
export const CONFIG_MAPS = '/api/v1/namespaces/test/configmaps';
export const SECRETS = '/api/v1/namespaces/test/secrets';
export const CANARY = 'test/podinfo';
export const podinfo: Ref = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { namespace: 'test', name: 'podinfo' },
};

let end: AbortController;
beforeEach(() => {
  end = new AbortController();
});
afterEach(() => end.abort());

/** What ends this test's clusters. */
export const ending = (): AbortController => end;

export interface Started {
  readonly fake: FakeCluster;
  readonly server: TestServer;
  readonly cluster: Cluster;
  readonly woken: string[];
  readonly log: ReturnType<typeof aLog>;
  /** The requests since the last call. */
  readonly asked: () => readonly string[];
}

/** A cluster that was started, with the canary podinfo and what `fill` puts there. */
export async function start(
  fill: (fake: FakeCluster) => void = () => undefined,
  options: Partial<ClusterOptions> = {},
): Promise<Started> {
  const fake = new FakeCluster();
  fake.put(`${CANARIES}/podinfo`, {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    spec: { targetRef: { name: 'podinfo' } },
  });
  fill(fake);
  const server = await serve(fake.answer);
  const woken: string[] = [];
  const log = aLog();
  const cluster = createCluster({
    connection: server.connection,
    log,
    machine: { ...thisMachine, now: () => Date.parse('2026-01-02T03:04:05.678Z') },
    ...options,
  });
  await cluster.start(end.signal);
  await until(() => server.asked.some(({ query }) => query.watch === 'true'));
  cluster.onChange((key) => woken.push(key));
  let seen = server.asked.length;
  const asked = (): readonly string[] => {
    const fresh = server.lines().slice(seen);
    seen = server.asked.length;
    return fresh;
  };
  return { fake, server, cluster, woken, log, asked };
}

export function canaryIn(cluster: Cluster, key = CANARY): RawCanary {
  const canary = cluster.canaries.read(key);
  if (canary === undefined) {
    throw new Error(`no canary ${key}`);
  }
  return canary;
}

export const watchOf = (server: TestServer, collection: string): boolean =>
  server.asked.some(({ path, query }) => path === collection && query.watch === 'true');
