import type { MeshProvider } from '@flagger/api';
import { keeps, podCounters, podQueries, SplitRouter } from '@flagger/mesh-kit';
import { type Dialect, V1, V1BETA1 } from './dialect.ts';
import { splitRoute } from './http-route.ts';
import { problems, warnings } from './refusal.ts';

const ROUTES = 'httproutes.gateway.networking.k8s.io';

/**
 * The Gateway API: splits, mirrors and matches requests by one HTTPRoute per canary, at a gateway or, with a Service as
 * its parent, in a mesh such as Linkerd. One provider for each version of the API.
 */
export const gatewayapi: readonly MeshProvider[] = [V1, V1BETA1].map(provider);

function provider(dialect: Dialect): MeshProvider {
  return {
    names: dialect.names,
    capabilities: { weights: true, mirror: true, match: true, sticky: true },
    // gateways count each in their own way; what the pods count is the same behind all of them
    queries: podQueries,
    counters: podCounters,
    durationUnit: 's',
    crds: [ROUTES],
    rules: [keeps(ROUTES)],
    reads: dialect.reads,
    problems,
    warnings: (canary) => warnings(canary, dialect),
    router: (objects) => new SplitRouter(objects, splitRoute(dialect)),
  };
}
