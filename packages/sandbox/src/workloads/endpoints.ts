import type { KubeObject } from '@flagger/api';
import { textOf } from '../client/index.ts';
import { ENDPOINT_SLICES } from './kinds.ts';
import type { Endpoint, EndpointSlice, Pod, Service, ServicePort } from './kinds.ts';
import { controllerReference } from './owner.ts';
import { isReady } from './replica-set.ts';
import { selects } from './selector.ts';
import { fnv, safeText } from './template-hash.ts';
import { isSame, NOTHING } from './write.ts';
import type { Plan } from './write.ts';

/** The pods behind a Service that have an address; whether they serve is another question. None where it selects none. */
export function podsBehind({ metadata, spec }: Service, pods: readonly Pod[]): readonly Pod[] {
  const { selector } = spec;
  if (selector === undefined || Object.keys(selector).length === 0) return [];
  return pods.filter((pod) => pod.metadata.namespace === metadata.namespace && selects({ matchLabels: selector }, pod.metadata.labels) && pod.status?.podIP !== undefined);
}

/** Whether a pod gets requests: it is ready and nobody has deleted it. */
export const serves = (pod: Pod): boolean => isReady(pod) && pod.metadata.deletionTimestamp === undefined;

/** The port of a pod that a Service's port leads to; undefined where the pod has none of that name. */
export function targetPort({ port, targetPort: target = port }: ServicePort, { spec }: Pod): number | undefined {
  if (typeof target === 'number') return target;
  const ports = spec.containers.flatMap((container) => container.ports ?? []);
  return ports.find(({ name }) => name === target)?.containerPort;
}

/** Keeps the EndpointSlice of a Service as its pods are. */
export function endpointsPlan(service: Service, pods: readonly Pod[], existing: EndpointSlice | undefined): Plan {
  if (service.metadata.deletionTimestamp !== undefined || service.spec.selector === undefined) return NOTHING;
  const slice = endpointSlice(service, podsBehind(service, pods));
  if (existing === undefined) return { writes: [{ do: 'create', resource: ENDPOINT_SLICES, object: slice }] };
  const { endpoints, ports } = slice;
  if (isSame(endpoints, existing.endpoints) && isSame(ports, existing.ports)) return NOTHING;
  return { writes: [{ do: 'patch', resource: ENDPOINT_SLICES, object: existing, changes: { endpoints, ports } }] };
}

/** The name of the one EndpointSlice that we keep for a Service. */
export const sliceName = ({ metadata }: Service): string => `${metadata.name}-${safeText(fnv(metadata.uid)).slice(0, 5)}`;

function endpointSlice(service: Service, pods: readonly Pod[]): KubeObject & Pick<EndpointSlice, 'endpoints' | 'ports'> {
  const { name, namespace, labels } = service.metadata;
  const [first] = pods;
  return {
    apiVersion: ENDPOINT_SLICES.apiVersion,
    kind: ENDPOINT_SLICES.kind,
    metadata: {
      name: sliceName(service), namespace,
      labels: { ...labels, 'kubernetes.io/service-name': name, 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' },
      ownerReferences: [controllerReference(service)],
    },
    ...{ addressType: 'IPv4' },
    endpoints: pods.map(endpoint),
    ports: first === undefined ? [] : (service.spec.ports ?? []).flatMap((each) => slicePort(each, first)),
  };
}

function endpoint(pod: Pod): Endpoint {
  const { name, namespace, uid, deletionTimestamp } = pod.metadata;
  return {
    addresses: [pod.status?.podIP ?? ''],
    conditions: { ready: serves(pod), serving: isReady(pod), terminating: deletionTimestamp !== undefined },
    targetRef: { kind: 'Pod', name, namespace, uid },
    ...(pod.spec.nodeName !== undefined && { nodeName: pod.spec.nodeName }),
  };
}

function slicePort(servicePort: ServicePort, pod: Pod): readonly EndpointSlice['ports'][number][] {
  const port = targetPort(servicePort, pod);
  const { protocol = 'TCP', appProtocol } = servicePort;
  return port === undefined ? [] : [{ name: textOf(servicePort.name) ?? '', port, protocol, ...(appProtocol !== undefined && { appProtocol }) }];
}
