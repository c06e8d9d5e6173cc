import type { MeshProvider } from '@flagger/api';
import { matchRefused, mirrorIgnored } from '@flagger/mesh-kit';
import { type Dialect, dialects } from './dialect.ts';
import { queries } from './queries.ts';
import { SmiRouter } from './router.ts';

/**
 * The Service Mesh Interface: splits requests by one TrafficSplit per canary. One provider for each name, since the
 * API version, the gateways and the queries follow from the name, which a router is not told.
 */
export const smi: readonly MeshProvider[] = dialects.map(provider);

function provider(dialect: Dialect): MeshProvider {
  return {
    names: [dialect.name],
    capabilities: { weights: true, mirror: false, match: false },
    queries: queries[dialect.mesh],
    durationUnit: 'ms',
    crds: ['trafficsplits.split.smi-spec.io'],
    problems: (canary) => matchRefused(canary, 'a TrafficSplit splits by weight alone'),
    warnings: (canary) => mirrorIgnored(canary, dialect.name),
    router: (objects) => new SmiRouter(objects, dialect),
  };
}
