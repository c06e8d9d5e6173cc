import { fullName } from '../host-name.ts';
import type { Backend } from '../route-table.ts';
import type { Server, Source } from '../router/request.ts';
import type { Served } from '../router/router.ts';
import { Counter } from './counter.ts';
import { Histogram } from './histogram.ts';
import type { Labels } from './label-text.ts';

/** The bounds of Envoy's histograms, in ms. */
const BOUNDS = [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000];

/** Counts requests as Istio's proxies do, with the labels of its standard metrics. */
export class IstioTelemetry {
  private readonly requests = new Counter('istio_requests_total', 'Requests that the proxies of the mesh have served.');
  private readonly durations = new Histogram({ name: 'istio_request_duration_milliseconds', help: 'How long requests took, in ms.', bounds: BOUNDS });

  count(served: Served): void {
    const labels = labelsOf(served);
    this.requests.add(labels);
    this.durations.observe(labels, served.ms);
  }

  /** In Prometheus' text format. */
  text(): string {
    return this.requests.text() + this.durations.text();
  }
}

const UNKNOWN = 'unknown';

function labelsOf({ reporter, request, answer, to }: Served): Labels {
  return {
    reporter,
    ...sourceLabels(request.source),
    ...workloadLabels(answer.by),
    ...serviceLabels(to, request.host),
    request_protocol: 'http',
    response_code: String(answer.status),
    response_flags: answer.flags,
    grpc_response_status: '',
    connection_security_policy: reporter === 'destination' ? 'mutual_tls' : UNKNOWN,
  };
}

function sourceLabels({ workload, namespace, labels }: Source): Labels {
  const { app = UNKNOWN, version = UNKNOWN } = labels;
  return {
    source_workload: workload, source_workload_namespace: namespace,
    source_app: app, source_version: version, source_canonical_service: app, source_cluster: 'Kubernetes',
  };
}

/** Who answered; unknown where nobody did. */
function workloadLabels(by: Server | undefined): Labels {
  const { workload = UNKNOWN, namespace = UNKNOWN, app = UNKNOWN, labelled = UNKNOWN } = by ?? {};
  return {
    destination_workload: workload, destination_workload_namespace: namespace,
    destination_app: app, destination_version: labelled, destination_canonical_service: app, destination_cluster: 'Kubernetes',
  };
}

function serviceLabels(to: Backend | undefined, host: string): Labels {
  if (to === undefined) return { destination_service: host, destination_service_name: host, destination_service_namespace: UNKNOWN };
  return { destination_service: fullName(to), destination_service_name: to.name, destination_service_namespace: to.namespace };
}
