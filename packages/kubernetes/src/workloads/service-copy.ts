import { type Canary, mergePatchBetween, ownerReference } from '@flagger/api';
import { FLUX_DISABLED, type Pairs, withoutFlux } from './metadata.ts';
import { SERVICE } from './names.ts';
import { isControlledBy } from './owner.ts';
import { withNodePorts } from './ports.ts';
import { FLAGGER_ID } from './primary-template.ts';
import type { Service } from './service.ts';

type Spec = Service['spec'];

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** What a Service that was read says of itself, made once for each version of it: what the cache gives is never mutated. */
const portable = new WeakMap<object, Spec>();

/** What two Services can have in common: without addresses and node ports, which the API server gives to one only. */
export function portableSpec({ spec }: Service): Spec {
  const known = portable.get(spec) ?? withoutPlace(spec);
  portable.set(spec, known);
  return known;
}

/** A Service that sends requests where the target does, under another name. */
export interface ServiceCopying {
  readonly name: string;
  readonly target: Service;
  /** `spec.service.primary` or `.canary`. */
  readonly custom: Canary['spec']['service']['primary'];
  /** Which run a primary was copied in. */
  readonly flaggerId?: string;
}

/** The copy as it is created. */
export function serviceCopy(canary: Canary, { name, target, custom, flaggerId }: ServiceCopying): Service {
  const { [LAST_APPLIED]: _, ...annotations } = withoutFlux(target.metadata.annotations);
  const labels = { ...withoutFlux(target.metadata.labels), ...custom?.labels };
  return {
    ...SERVICE,
    metadata: {
      name,
      namespace: canary.metadata.namespace,
      ...(Object.keys(labels).length > 0 && { labels }),
      annotations: { ...annotations, ...custom?.annotations, ...FLUX_DISABLED, ...idAnnotation(flaggerId) },
      ownerReferences: [ownerReference(canary)],
    },
    spec: wantedSpec(canary, target),
  };
}

/** What a copy says when it is as the target is now. */
export function wantedSpec(canary: Canary, target: Service): Spec {
  const { trafficDistribution } = canary.spec.service;
  return { ...portableSpec(target), ...(trafficDistribution && { trafficDistribution }) };
}

/** The merge patch that makes a live copy what is wanted; undefined where it is so already. Labels stay as they are. */
export function copyChanges(canary: Canary, live: Service, wanted: Service): object | undefined {
  const spec = mergePatchBetween(portableSpec(live), wanted.spec);
  const annotations = isControlledBy(canary, live.metadata) ? missing(live.metadata.annotations, wanted) : undefined;
  if (!spec && !annotations) {
    return undefined;
  }
  const { resourceVersion } = live.metadata;
  const hasPorts = spec !== undefined && 'ports' in spec;
  const ports = withNodePorts(wanted.spec.ports ?? [], live.spec.ports ?? []);
  return {
    // ports are replaced as a list: node ports that were given meanwhile must not get lost
    metadata: { ...(hasPorts && resourceVersion && { resourceVersion }), ...(annotations && { annotations }) },
    ...(spec && { spec: { ...spec, ...(hasPorts && { ports }) } }),
  };
}

function withoutPlace(spec: Spec & { readonly clusterIPs?: unknown; readonly healthCheckNodePort?: unknown }): Spec {
  const { clusterIP, clusterIPs: _, healthCheckNodePort: __, ports, ...others } = spec;
  return {
    ...others,
    ...(clusterIP === 'None' && { clusterIP }),
    ...(ports && { ports: ports.map(({ nodePort: ___, ...port }) => port) }),
  };
}

const idAnnotation = (flaggerId: string | undefined): Pairs => (flaggerId ? { [FLAGGER_ID]: flaggerId } : {});

function missing(live: Pairs = {}, { metadata }: Service): Pairs | undefined {
  const changed = Object.entries(metadata.annotations ?? {}).filter(([key, value]) => live[key] !== value);
  return changed.length > 0 ? Object.fromEntries(changed) : undefined;
}
