import type { Canary, MeshProvider } from '@flagger/api';
import { type Dialect, dialects } from './dialect.ts';
import { queries } from './queries.ts';
import { problems, warnings } from './refusal.ts';
import { SmiRouter } from './router.ts';

/**
 * The Service Mesh Interface: splits requests by one TrafficSplit per canary. One provider for each name, since the API version, the gateways and the
 * queries follow from the name, which a router is not told.
 */
export const smi: readonly (MeshProvider & Warning)[] = dialects.map(provider);

interface Warning {
  /** What is ignored, told when a run starts. */
  readonly warnings: (canary: Canary) => readonly string[];
}

function provider(dialect: Dialect): MeshProvider & Warning {
  return {
    names: [dialect.name],
    capabilities: { weights: true, mirror: false, match: false },
    queries: queries[dialect.mesh],
    durationUnit: 'ms',
    crds: ['trafficsplits.split.smi-spec.io'],
    problems,
    warnings: (canary) => warnings(canary, dialect.name),
    router: (objects) => new SmiRouter(objects, dialect),
  };
}
