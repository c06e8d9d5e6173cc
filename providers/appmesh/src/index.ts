import type { MeshProvider, RouteField } from '@flagger/api';
import { fieldsIgnored, keeps, mirrorIgnored, onePrefixAlone } from '@flagger/mesh-kit';
import type { ApiVersion } from './api-version.ts';
import { counters } from './counters.ts';
import { duration, requests, successRate } from './queries.ts';
import { problems, timeoutIgnored, v1beta1Problems } from './refusal.ts';
import { AppMeshRouter } from './router.ts';
import { v1beta1 } from './v1beta1.ts';
import { v1beta2 } from './v1beta2.ts';

/** The kinds of one version, and what is asked about them. */
function kinds(...names: readonly string[]): Pick<MeshProvider, 'crds' | 'rules'> {
  const crds = names.map((name) => `${name}.appmesh.k8s.aws`);
  return { crds, rules: crds.map(keeps) };
}

const READS: readonly RouteField[] = ['timeout', 'backends', 'hosts', 'match', 'retries'];

/** App Mesh by its first API, where a virtual service holds the split. */
export const appmesh = provider('appmesh', v1beta1, {
  problems: v1beta1Problems,
  reads: [...READS, 'meshName'],
  warnings: (canary) => timeoutIgnored(canary, 'appmesh'),
  ...kinds('virtualnodes', 'virtualservices'),
});

/** App Mesh by its second API, where a virtual router holds the split. */
export const appmeshV1beta2 = provider('appmesh:v1beta2', v1beta2, {
  problems,
  reads: READS,
  ...kinds('virtualnodes', 'virtualrouters', 'virtualservices'),
});

function provider(
  name: string,
  version: ApiVersion,
  own: Pick<MeshProvider, 'problems' | 'reads' | 'warnings' | 'crds' | 'rules'>,
): MeshProvider {
  return {
    ...own,
    names: [name],
    capabilities: { weights: true, mirror: false, match: true, sticky: false },
    queries: { successRate, requests, duration },
    counters,
    durationUnit: 'ms',
    warnings: (canary) => [
      ...mirrorIgnored(canary, name),
      ...onePrefixAlone(canary, name),
      ...fieldsIgnored(canary, name, own.reads),
      ...(own.warnings?.(canary) ?? []),
    ],
    router: (objects) => new AppMeshRouter(objects, version),
  };
}
