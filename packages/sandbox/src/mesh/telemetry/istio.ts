import { fullName } from '../host-name.ts';
import type { Backend } from '../route-table.ts';
import type { Server, Source } from '../router/request.ts';
import type { Served } from '../router/router.ts';
import { ENVOY_BOUNDS } from './envoy-bounds.ts';
import type { Labels } from './label-text.ts';
import type { Counting } from './proxy-telemetry.ts';

/**
 * Istio's standard metrics; a pod's proxy shows `namespace` and `pod` too, which Prometheus adds to what it reads
 * there.
 */
export const istioCounting: Counting = {
  requests: { name: 'istio_requests_total', help: 'Requests that the proxies of the mesh have served.' },
  durations: {
    name: 'istio_request_duration_milliseconds',
    help: 'How long requests took, in ms.',
    bounds: ENVOY_BOUNDS,
  },
  labels: labelsOf,
  ofPod: ({ namespace, name }) => ({ reporter: 'destination', namespace, pod: name }),
};

const UNKNOWN = 'unknown';

function labelsOf({ reporter, request, answer, to }: Served): Labels {
  const { by } = answer;
  return {
    reporter,
    ...sourceLabels(request.source),
    ...workloadLabels(by),
    ...serviceLabels(to, request.host),
    request_protocol: 'http',
    response_code: String(answer.status),
    response_flags: answer.flags,
    grpc_response_status: '',
    connection_security_policy: reporter === 'destination' ? 'mutual_tls' : UNKNOWN,
    ...(reporter === 'destination' && by !== undefined && { namespace: by.namespace, pod: by.pod }),
  };
}

function sourceLabels({ workload, namespace, labels }: Source): Labels {
  const { app = UNKNOWN, version = UNKNOWN } = labels;
  return {
    source_workload: workload,
    source_workload_namespace: namespace,
    source_app: app,
    source_version: version,
    source_canonical_service: app,
    source_cluster: 'Kubernetes',
  };
}

/** Who answered; unknown where nobody did. */
function workloadLabels(by: Server | undefined): Labels {
  const { workload = UNKNOWN, namespace = UNKNOWN, app = UNKNOWN, labelled = UNKNOWN } = by ?? {};
  return {
    destination_workload: workload,
    destination_workload_namespace: namespace,
    destination_app: app,
    destination_version: labelled,
    destination_canonical_service: app,
    destination_cluster: 'Kubernetes',
  };
}

function serviceLabels(to: Backend | undefined, host: string): Labels {
  if (to === undefined) {
    return { destination_service: host, destination_service_name: host, destination_service_namespace: UNKNOWN };
  }
  return {
    destination_service: fullName(to),
    destination_service_name: to.name,
    destination_service_namespace: to.namespace,
  };
}
