import type { KubeObject } from '@flagger/api';
import { textOf } from '../client/index.ts';
import { type Endpoint, ENDPOINT_SLICES, type EndpointSlice } from './endpoint-kinds.ts';
import { type Pod, type Service, type ServicePort } from './kinds.ts';
import { controllerReference } from './owner.ts';
import { serves, targetPort } from './pods-behind.ts';
import { isReady } from './owned-pods.ts';
import { fnv, safeText } from './template-hash.ts';

/** The EndpointSlice of a Service, for the pods behind it. */
export function endpointSlice(
  service: Service,
  pods: readonly Pod[],
): KubeObject & Pick<EndpointSlice, 'endpoints' | 'ports'> {
  const { name, namespace, labels } = service.metadata;
  const [first] = pods;
  return {
    apiVersion: ENDPOINT_SLICES.apiVersion,
    kind: ENDPOINT_SLICES.kind,
    metadata: {
      name: sliceName(service),
      namespace,
      labels: {
        ...labels,
        'kubernetes.io/service-name': name,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
      ownerReferences: [controllerReference(service)],
    },
    ...{ addressType: 'IPv4' },
    endpoints: pods.map(endpoint),
    ports: first === undefined ? [] : (service.spec.ports ?? []).flatMap((each) => slicePort(each, first)),
  };
}

/** The name of the one EndpointSlice that we keep for a Service. */
export const sliceName = ({ metadata }: Service): string =>
  `${metadata.name}-${safeText(fnv(metadata.uid)).slice(0, 5)}`;

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
  return port === undefined
    ? []
    : [{ name: textOf(servicePort.name) ?? '', port, protocol, ...(appProtocol !== undefined && { appProtocol }) }];
}
