import type { Canary, Clock } from '@flagger/api';
import { createChecks } from '@flagger/checks';
import { Meshes, type View } from '@flagger/controller';
import { decides } from '@flagger/engine';
import {
  Claims,
  createCluster,
  createPods,
  createReferences,
  createWorkloads,
  fencedConnection,
  joinedClusters,
  type Cluster,
  type Connection,
} from '@flagger/kubernetes';
import { ContainerModule } from 'inversify';
import { systemChance, systemClock } from '../clock.ts';
import { checksOfLeader, connectionOf } from '../election.ts';
import type { CanariesOptions } from '../options.ts';
import { Ownership } from '../ownership.ts';
import { TOKEN } from '../tokens.ts';
import { Writing } from '../writing.ts';
import { all, madeOf } from './made-of.ts';

/** What turns see of the world outside, and what they do to it: the clock, the cluster, metrics and hooks. */
export const outside = new ContainerModule(({ bind }) => {
  bind(TOKEN.clock).toConstantValue(systemClock);
  bind(TOKEN.chance).toConstantValue(systemChance);
  bind(TOKEN.cluster).toResolvedValue(...cluster);
  bind(TOKEN.view).toResolvedValue(
    ...madeOf(
      { options: TOKEN.options, cluster: TOKEN.cluster, claims: Claims, clock: TOKEN.clock },
      ({ options, ...ports }) => viewOf(options.canaries, ports),
    ),
  );
  bind(Claims).toResolvedValue(
    ...madeOf({ cluster: TOKEN.cluster }, ({ cluster: { canaries } }) => {
      return new Claims((key) => canaries.read(key) !== undefined);
    }),
  );
  bind(TOKEN.forget).toResolvedValue(
    ...madeOf({ cluster: TOKEN.cluster, claims: Claims }, ({ cluster: seen, claims }) => (key: string) => {
      seen.forget(key);
      claims.forget(key);
    }),
  );
  bind(TOKEN.references).toResolvedValue(
    ...madeOf({ options: TOKEN.options, cluster: TOKEN.cluster }, ({ options: { canaries }, cluster: seen }) =>
      createReferences({ cluster: seen, isWithinNamespace: canaries.isWithinNamespace }),
    ),
  );
  bind(TOKEN.checksOptions).toResolvedValue(...checksOptions);
  bind(TOKEN.checks).toResolvedValue(
    ...madeOf({ options: TOKEN.checksOptions, writing: Writing }, ({ options, writing }) =>
      checksOfLeader(createChecks(options), writing),
    ),
  );
});

const checksOptions = madeOf(
  {
    options: TOKEN.options,
    meshes: Meshes,
    cluster: TOKEN.cluster,
    references: TOKEN.references,
    clock: TOKEN.clock,
    chance: TOKEN.chance,
    log: TOKEN.log,
  },
  ({ options: { metrics, telling }, meshes, cluster: seen, ...ports }) => ({
    metricsServer: metrics.server,
    replicaLabel: metrics.replicaLabel,
    mergeMs: metrics.mergeMs,
    denyLocalWebhooks: telling.denyLocalWebhooks,
    mesh: (canary: Canary) => meshes.providerOf(canary.spec.provider),
    decides,
    cluster: seen.calls,
    environment: process.env,
    pods: createPods({ cluster: seen, log: ports.log }),
    ...ports,
  }),
);

const cluster = madeOf(
  {
    options: TOKEN.options,
    log: TOKEN.log,
    telemetry: TOKEN.telemetry,
    writing: Writing,
    ownership: Ownership,
    meshes: all(TOKEN.mesh),
  },
  ({ options: { cluster: given }, log, telemetry: { onRequest }, writing, ownership, meshes }) => {
    const fenced = (connection: Connection): Connection =>
      given.election ? fencedConnection(connection, (namespace) => writing.isAllowed(namespace)) : connection;
    const groups = meshes.flatMap(({ rules }) => rules.map(({ apiGroup }) => apiGroup));
    const isKept = (given.election?.shards ?? 1) > 1 ? (key: string) => ownership.isKept(key) : undefined;
    const shared = { namespace: given.namespace, groups, log, onRequest, isKept };
    const home = createCluster({ ...shared, connection: fenced(connectionOf(given)) });
    if (given.meshKubeconfig === undefined) {
      return home;
    }
    const connection = fenced(connectionOf({ kubeconfig: given.meshKubeconfig, master: undefined }));
    const mesh = createCluster({ ...shared, connection, hasCanaries: false });
    // the kinds that somebody must install are the mesh's; Services and Ingresses stay with their pods
    const crds = meshes.flatMap(({ crds: names }) => names);
    return joinedClusters({ home, mesh, groups: crds.map((name) => name.slice(name.indexOf('.') + 1)) });
  },
);

function viewOf(
  { selectorLabels, includeLabelPrefix, trackConfigs }: CanariesOptions,
  { cluster: seen, claims, clock }: { readonly cluster: Cluster; readonly claims: Claims; readonly clock: Clock },
): (key: string) => View {
  const options = { selectorLabels, includeLabelPrefix, trackConfigs };
  return (key) => ({
    objects: seen.objects(key),
    workloads: (objects) =>
      createWorkloads({
        objects,
        configs: seen.configs(key),
        calls: seen.calls,
        options,
        claims,
        now: () => clock.now(),
      }),
  });
}
