import { type Canary, controllerOf, isCanaryOwner, type KubeObject, ownerReference, type Seen } from '@flagger/api';
import { sameContent } from './canonical.ts';
import { FLUX_DISABLED, mapChanges, type Pairs, withKeys } from './metadata.ts';
import { SERVICE } from './names.ts';
import { isControlledBy } from './owner.ts';
import { type ServicePort, samePorts, withNodePorts } from './ports.ts';

/** A Service: the fields that we touch. */
export interface Service extends KubeObject {
  readonly spec: {
    readonly type?: string;
    readonly clusterIP?: string;
    readonly selector?: Pairs;
    readonly ports?: readonly ServicePort[];
    readonly trafficDistribution?: string;
  };
}

/** What tells the apex, primary and canary services of one Canary apart. */
export interface ServiceMaking {
  readonly name: string;
  /** Which label its pods are found by; the Service itself carries it too, with its own name. */
  readonly label: string;
  readonly podValue: string;
  readonly ports: readonly ServicePort[];
  /** `spec.service.apex`, `.primary` or `.canary`. */
  readonly custom: { readonly labels?: Pairs | undefined; readonly annotations?: Pairs | undefined } | undefined;
}

/** A Service as it is created. */
export function service(canary: Canary, { name, label, podValue, ports, custom }: ServiceMaking): Service {
  const { headless, trafficDistribution } = canary.spec.service;
  return {
    ...SERVICE,
    metadata: {
      name,
      namespace: canary.metadata.namespace,
      labels: { ...custom?.labels, [label]: name },
      annotations: { ...custom?.annotations, ...FLUX_DISABLED },
      ownerReferences: [ownerReference(canary)],
    },
    spec: {
      type: 'ClusterIP',
      ...(headless === true && { clusterIP: 'None' }),
      ...(trafficDistribution && { trafficDistribution }),
      selector: { [label]: podValue },
      ports,
    },
  };
}

/**
 * The merge patch that repairs a live Service; undefined where there is nothing to repair. Of a Service that the
 * Canary does not control (one that was there before) ports, selector and what it says of near endpoints are taken
 * over, and Flux is kept from setting them back.
 */
export function serviceChanges(canary: Canary, live: Service, wanted: Service): object | undefined {
  const isOurs = isControlledBy(canary, live.metadata);
  const spec = specChanges(live, wanted, isOurs);
  const metadata = isOurs ? metadataChanges(canary, live, wanted) : spec && fluxDisabled(live);
  if (!spec && !metadata) {
    return undefined;
  }
  // ports are replaced as a list: node ports that were given meanwhile must not get lost
  const version =
    spec?.ports && live.metadata.resourceVersion !== undefined
      ? { resourceVersion: live.metadata.resourceVersion }
      : undefined;
  return { ...((metadata || version) && { metadata: { ...version, ...metadata } }), ...(spec && { spec }) };
}

/** Whether it sends requests to the pods with exactly these labels. */
export const selects = (live: Service | undefined, pods: Pairs): boolean =>
  live !== undefined && sameContent(live.spec.selector, pods);

/**
 * Whether a service selects other pods than these, as those of a target that the Canary named before, or of another
 * Canary that made it, be it gone by now.
 */
export function ledElsewhere(
  canary: Canary,
  live: Service | undefined,
  pods: Pairs | undefined,
): Pick<Seen, 'isOnFormerTarget' | 'isOnAnothers'> {
  if (!live || !pods || selects(live, pods)) {
    return { isOnFormerTarget: false };
  }
  const owner = controllerOf(live.metadata);
  const isOurs = isControlledBy(canary, live.metadata);
  return { isOnFormerTarget: isOurs, ...(owner && isCanaryOwner(owner) && !isOurs && { isOnAnothers: true }) };
}

interface SpecChanges {
  readonly ports?: readonly ServicePort[];
  readonly selector?: Readonly<Record<string, string | null>>;
  readonly trafficDistribution?: string | null;
}

function specChanges(live: Service, wanted: Service, isOurs: boolean): SpecChanges | undefined {
  const ports = withNodePorts(wanted.spec.ports ?? [], live.spec.ports ?? []);
  const selector = mapChanges(live.spec.selector, wanted.spec.selector ?? {});
  const hasPorts = samePorts(ports, live.spec.ports ?? []);
  const changes = { ...(!hasPorts && { ports }), ...(selector && { selector }), ...distribution(live, wanted, isOurs) };
  return Object.keys(changes).length > 0 ? changes : undefined;
}

/** Of a service that was there before only what the Canary says counts: what it leaves open stays as it is. */
function distribution({ spec: live }: Service, { spec: wanted }: Service, isOurs: boolean): SpecChanges {
  const { trafficDistribution } = wanted;
  return live.trafficDistribution === trafficDistribution || (trafficDistribution === undefined && !isOurs)
    ? {}
    : { trafficDistribution: trafficDistribution ?? null };
}

function metadataChanges(canary: Canary, live: Service, wanted: Service): object | undefined {
  const unmanaged = canary.spec.service.unmanagedMetadata ?? {};
  const { labels: liveLabels, annotations: liveAnnotations } = live.metadata;
  const labels = mapChanges(liveLabels, { ...withKeys(liveLabels, unmanaged.labels), ...wanted.metadata.labels });
  const annotations = mapChanges(liveAnnotations, {
    ...withKeys(liveAnnotations, unmanaged.annotations),
    ...wanted.metadata.annotations,
  });
  return labels || annotations ? { ...(labels && { labels }), ...(annotations && { annotations }) } : undefined;
}

function fluxDisabled({ metadata }: Service): object | undefined {
  const annotations = mapChanges(metadata.annotations, { ...metadata.annotations, ...FLUX_DISABLED });
  return annotations && { annotations };
}
