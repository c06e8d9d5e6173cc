import type { MeshProvider, RouteField } from '@flagger/api';
import { fieldsIgnored, keeps, matchRefused, mirrorIgnored, SplitRouter } from '@flagger/mesh-kit';
import { counters } from './counters.ts';
import { type Dialect, dialects } from './dialect.ts';
import { queries } from './queries.ts';
import { splitTraffic } from './traffic-split.ts';

const SPLITS = 'trafficsplits.split.smi-spec.io';

/**
 * The Service Mesh Interface: splits requests by one TrafficSplit per canary. One provider for each name, since the
 * queries and the texts follow from the name as well as the API version and the gateways.
 */
export const smi: readonly MeshProvider[] = dialects.map(provider);

function provider(dialect: Dialect): MeshProvider {
  const reads: readonly RouteField[] = dialect.isForAdapter ? ['hosts', 'gateways'] : ['hosts'];
  return {
    names: [dialect.name],
    capabilities: { weights: true, mirror: false, match: false, sticky: false },
    queries: queries[dialect.mesh],
    counters: counters[dialect.mesh],
    durationUnit: 'ms',
    ...(dialect.mesh === 'linkerd' && { judgesAll: true }),
    crds: [SPLITS],
    rules: [keeps(SPLITS)],
    reads,
    problems: (canary) => matchRefused(canary, 'a TrafficSplit splits by weight alone'),
    warnings: (canary) => [...mirrorIgnored(canary, dialect.name), ...fieldsIgnored(canary, dialect.name, reads)],
    router: (objects) => new SplitRouter(objects, splitTraffic(dialect)),
  };
}
