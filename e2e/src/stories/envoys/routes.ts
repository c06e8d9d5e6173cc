import { listOf, textOf, treeOf, valueAt, type Tree } from '../../compare/values.ts';

/** One of the routes that an Envoy has to a host. */
export interface EnvoyRoute {
  /** Names of the headers that a request must have. */
  readonly headers: readonly string[];
  /** The canary's share, 0 to 1. */
  readonly canary: number;
  readonly isMirrored: boolean;
}

/** The routes to a host in one of an Envoy's route configurations, and when it got that. */
export interface HostRoutes {
  readonly routes: readonly EnvoyRoute[];
  readonly updated: number;
}

/** The routes to a host in an Envoy's `/config_dump?resource=dynamic_route_configs`; one for each configuration that has it. */
export function routesTo(host: string, dump: Tree): readonly HostRoutes[] {
  return listOf(dump['configs']).flatMap((config) =>
    listOf(valueAt(config, 'route_config', 'virtual_hosts'))
      .filter((each) => listOf(treeOf(each)['domains']).some((domain) => textOf(domain).split(':')[0] === host))
      .map((each) => ({
        routes: listOf(treeOf(each)['routes']).map(treeOf).map(envoyRoute),
        updated: Date.parse(textOf(treeOf(config)['last_updated'])),
      })),
  );
}

function envoyRoute({ match, route }: Tree): EnvoyRoute {
  const { cluster, weighted_clusters: weighted, request_mirror_policies: mirrors } = treeOf(route);
  const shares =
    cluster === undefined ? listOf(treeOf(weighted)['clusters']).map(treeOf) : [{ name: cluster, weight: 1 }];
  const sum = (some: readonly Tree[]): number => some.reduce((all, { weight }) => all + Number(weight ?? 0), 0);
  return {
    headers: listOf(treeOf(match)['headers'])
      .map((each) => textOf(treeOf(each)['name']))
      .filter((name) => !name.startsWith(':')),
    canary: sum(shares.filter(({ name }) => /\|[^|.]+-canary\./.test(textOf(name)))) / sum(shares),
    isMirrored: listOf(mirrors).length > 0,
  };
}
