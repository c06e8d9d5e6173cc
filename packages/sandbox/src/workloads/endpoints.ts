import type { KubeObject } from '@flagger/api';
import { textOf } from '../client/index.ts';
import { endpointSlice } from './endpoint-slice.ts';
import {
  ENDPOINT_SLICES,
  type EndpointAddress,
  ENDPOINTS,
  type Endpoints,
  type EndpointSlice,
  type EndpointSubset,
} from './endpoint-kinds.ts';
import { type Pod, type Service, type ServicePort } from './kinds.ts';
import { podsBehind, serves, targetPort } from './pods-behind.ts';
import { isSame, NOTHING, type Plan, type Write } from './write.ts';

/** What tells which pods are behind a Service: the old notation and the new. */
export interface Told {
  readonly endpoints: Endpoints | undefined;
  readonly slice: EndpointSlice | undefined;
}

/** Keeps the Endpoints and the EndpointSlice of a Service as its pods are. */
export function endpointsPlan(service: Service, pods: readonly Pod[], { endpoints, slice }: Told): Plan {
  if (service.metadata.deletionTimestamp !== undefined || service.spec.selector === undefined) {
    return NOTHING;
  }
  const behind = podsBehind(service, pods);
  return { writes: [...endpointsWrites(service, behind, endpoints), ...sliceWrites(service, behind, slice)] };
}

/** Nobody owns Endpoints: those of a Service that is gone are taken away. */
export const endpointsRemoval = (endpoints: Endpoints): Plan => ({
  writes: [{ do: 'remove', resource: ENDPOINTS, object: endpoints }],
});

function sliceWrites(service: Service, pods: readonly Pod[], existing: EndpointSlice | undefined): readonly Write[] {
  const slice = endpointSlice(service, pods);
  if (existing === undefined) {
    return [{ do: 'create', resource: ENDPOINT_SLICES, object: slice }];
  }
  const { endpoints, ports } = slice;
  if (isSame(endpoints, existing.endpoints) && isSame(ports, existing.ports)) {
    return [];
  }
  return [{ do: 'patch', resource: ENDPOINT_SLICES, object: existing, changes: { endpoints, ports } }];
}

function endpointsWrites(service: Service, pods: readonly Pod[], existing: Endpoints | undefined): readonly Write[] {
  const { name, namespace, labels } = service.metadata;
  const subsets = subsetsOf(service, pods);
  if (existing !== undefined) {
    return isSame(subsets, existing.subsets ?? [])
      ? []
      : [{ do: 'patch', resource: ENDPOINTS, object: existing, changes: { subsets } }];
  }
  const object: KubeObject & Pick<Endpoints, 'subsets'> = {
    apiVersion: ENDPOINTS.apiVersion,
    kind: ENDPOINTS.kind,
    metadata: { name, namespace, labels: { ...labels, 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' } },
    subsets,
  };
  return [{ do: 'create', resource: ENDPOINTS, object }];
}

/**
 * One subset, since all pods of the sandbox's Services have the same ports; none without pods. A pod that ends is in
 * none.
 */
function subsetsOf({ spec }: Service, pods: readonly Pod[]): readonly EndpointSubset[] {
  const alive = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const [first] = alive;
  if (first === undefined) {
    return [];
  }
  const [ready, notReady] = [alive.filter(serves), alive.filter((pod) => !serves(pod))].map((some) =>
    some.map(address),
  );
  return [
    {
      ...(ready !== undefined && ready.length > 0 && { addresses: ready }),
      ...(notReady !== undefined && notReady.length > 0 && { notReadyAddresses: notReady }),
      ports: (spec.ports ?? []).flatMap((each) => subsetPort(each, first)),
    },
  ];
}

function address({ metadata: { name, namespace, uid }, spec: { nodeName }, status }: Pod): EndpointAddress {
  return {
    ip: status?.podIP ?? '',
    ...(nodeName !== undefined && { nodeName }),
    targetRef: { kind: 'Pod', name, namespace, uid },
  };
}

function subsetPort(servicePort: ServicePort, pod: Pod): NonNullable<EndpointSubset['ports']> {
  const port = targetPort(servicePort, pod);
  const { protocol = 'TCP', appProtocol } = servicePort;
  const name = textOf(servicePort.name);
  return port === undefined
    ? []
    : [{ ...(name !== undefined && { name }), port, protocol, ...(appProtocol !== undefined && { appProtocol }) }];
}
