import { serviceNames, type Canary } from '@flagger/api';

type Labels = Readonly<Record<string, string>>;
export type Side = 'canary' | 'primary';

/** What somebody counts of the requests of one side. */
export interface Family {
  /** Without `_bucket`, `_sum` and `_count`, where it is a histogram. */
  readonly metric: string;
  readonly labels: Readonly<Record<Side, Labels>>;
  /** The label that says how a request ended, and its values for those that were answered well and those that failed. */
  readonly outcome?: { readonly label: string; readonly ok: string; readonly failed: string };
  /** Where it is a histogram of durations: in which unit. */
  readonly unit?: 'ms' | 's';
}

/** All that meshes, gateways and pods count of a canary: each query finds its own. */
export function families(canary: Canary): readonly Family[] {
  const names = namesOf(canary);
  return [...ofMeshes(names), ...ofGateways(names), ...ofEnvoys(names), ...ofPods(names)];
}

interface Names {
  readonly namespace: string;
  readonly target: string;
  readonly apex: string;
  readonly ingress: string;
  readonly route: string;
}

function namesOf(canary: Canary): Names {
  const { metadata, spec } = canary;
  const target = spec.targetRef.name;
  return {
    namespace: metadata.namespace,
    target,
    apex: serviceNames(canary).apex,
    ingress: spec.ingressRef?.name ?? target,
    route: spec.routeRef?.name ?? target,
  };
}

const both = (labels: (side: Side) => Labels): Family['labels'] => ({
  canary: labels('canary'),
  primary: labels('primary'),
});
const code = (label: string): NonNullable<Family['outcome']> => ({ label, ok: '200', failed: '500' });
const CLASSIFIED = { label: 'classification', ok: 'success', failed: 'failure' };

function ofMeshes({ namespace, target, apex }: Names): readonly Family[] {
  const workload = (side: Side): string => (side === 'canary' ? target : `${target}-primary`);
  const istio = [
    both((side) => ({
      reporter: 'destination',
      destination_workload_namespace: namespace,
      destination_workload: workload(side),
    })),
    both((side) => ({
      reporter: 'source',
      destination_service_namespace: namespace,
      destination_service_name: `${apex}-${side}`,
    })),
  ];
  const linkerd = [
    both((side) => ({ direction: 'inbound', namespace, deployment: workload(side) })),
    both((side) => ({ direction: 'outbound', dst_namespace: namespace, dst_service: `${apex}-${side}` })),
  ];
  const osm = both((side) => ({
    destination_namespace: namespace,
    destination_kind: 'Deployment',
    destination_name: workload(side),
  }));
  return [
    ...istio.flatMap((labels): readonly Family[] => [
      { metric: 'istio_requests_total', labels, outcome: code('response_code') },
      { metric: 'istio_request_duration_milliseconds', labels, outcome: code('response_code'), unit: 'ms' },
    ]),
    ...linkerd.flatMap((labels): readonly Family[] => [
      { metric: 'response_total', labels, outcome: CLASSIFIED },
      { metric: 'response_latency_ms', labels, unit: 'ms' },
    ]),
    { metric: 'osm_request_total', labels: osm, outcome: code('response_code') },
    { metric: 'osm_request_duration_ms', labels: osm, unit: 'ms' },
  ];
}

function ofGateways({ namespace, apex, ingress, route }: Names): readonly Family[] {
  const nginx = both((side) => ({ namespace, ingress, canary: side === 'canary' ? `${apex}-canary` : '' }));
  const traefik = both((side) => ({ service: `${namespace}-${apex}-${side}-80@kubernetescrd` }));
  const words = (text: string): string => text.replaceAll(/\W/g, '_');
  const skipper = both((side) => ({
    route: `kube_${words(namespace)}__${words(ingress)}_${side}__app____${words(apex)}_${side}_0`,
  }));
  const apisix = both((side) => ({ type: 'request', route: `${namespace}_${route}-${apex}-${side}_rule` }));
  return [
    { metric: 'nginx_ingress_controller_requests', labels: nginx, outcome: code('status') },
    { metric: 'nginx_ingress_controller_response_duration_seconds', labels: nginx, unit: 's', outcome: code('status') },
    { metric: 'nginx_ingress_controller_request_duration_seconds', labels: nginx, unit: 's', outcome: code('status') },
    { metric: 'traefik_service_requests_total', labels: traefik, outcome: code('code') },
    { metric: 'traefik_service_request_duration_seconds', labels: traefik, unit: 's', outcome: code('code') },
    { metric: 'skipper_response_duration_seconds', labels: skipper, unit: 's', outcome: code('code') },
    { metric: 'skipper_serve_route_duration_seconds', labels: skipper, unit: 's', outcome: code('code') },
    { metric: 'apisix_http_status', labels: apisix, outcome: code('code') },
    { metric: 'apisix_http_latency', labels: apisix, unit: 'ms' },
  ];
}

/** Each product calls the clusters of its Envoys in its own way. */
function ofEnvoys(names: Names): readonly Family[] {
  const { namespace, target, apex } = names;
  return [
    both((side) => ({ envoy_cluster_name: `${namespace}_${apex}-${side}_80` })),
    both((side) => ({ envoy_cluster_name: `${namespace}-${apex}-${side}upstream-80_gloo-system` })),
    both((side) => ({ service: `${apex}-${side}_${namespace}_svc_80` })),
    both((side) => ({ ...pod(names, side), envoy_cluster_name: `cds_ingress_${target}_${namespace}_http` })),
  ].flatMap((labels): readonly Family[] => [
    { metric: 'envoy_cluster_upstream_rq', labels, outcome: code('envoy_response_code') },
    { metric: 'envoy_cluster_upstream_rq_time', labels, unit: 'ms' },
  ]);
}

/** What the pods count themselves. */
function ofPods(names: Names): readonly Family[] {
  const labels = both((side) => pod(names, side));
  return [
    { metric: 'http_requests_total', labels, outcome: code('status') },
    { metric: 'http_request_duration_seconds', labels, unit: 's', outcome: code('status') },
  ];
}

const pod = ({ namespace, target }: Names, side: Side): Labels => ({
  kubernetes_namespace: namespace,
  kubernetes_pod_name: side === 'canary' ? `${target}-6d5f8-x2x9q` : `${target}-primary-7c9d4-abcde`,
});
