/** The built-in queries of every provider of Flagger, rendered for one canary: what the sandbox must answer exactly. */

const NS = 'test';
const TARGET = 'podinfo';

interface Provider {
  readonly name: string;
  /** Counts all requests, and those that were answered well. */
  readonly total: string;
  readonly good: string;
  readonly duration: string;
}

const I = '[1m]';

const envoy = (name: string, labels: string): Provider => ({
  name,
  good: `envoy_cluster_upstream_rq{${labels},envoy_response_code!~"5.*"}`,
  total: `envoy_cluster_upstream_rq{${labels}}`,
  duration: p99(`envoy_cluster_upstream_rq_time_bucket{${labels}}`),
});

function p99(buckets: string): string {
  return `histogram_quantile(0.99, sum(rate(${buckets}${I})) by (le))`;
}

const PODS = `kubernetes_namespace="${NS}",kubernetes_pod_name=~"${TARGET}-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)"`;
const ISTIO = `reporter="destination",destination_workload_namespace="${NS}",destination_workload=~"${TARGET}"`;
const LINKERD = `namespace="${NS}",deployment=~"${TARGET}"`;
const NGINX = `namespace="${NS}",ingress="${TARGET}",canary!=""`;
const TRAEFIK = `service=~"${NS}-${TARGET}-canary-[0-9a-zA-Z-]+@kubernetescrd"`;
const SKIPPER = `route=~"kube(ew)?_${NS}__${TARGET}_canary__.*__${TARGET}_canary(_[0-9]+)?"`;
const APISIX = `route=~"${NS}_${TARGET}-${TARGET}-canary_.+"`;
const OSM = `destination_namespace="${NS}",destination_kind="Deployment",destination_name="${TARGET}"`;

const PROVIDERS: readonly Provider[] = [
  {
    name: 'istio',
    total: `istio_requests_total{${ISTIO}}`,
    good: `istio_requests_total{${ISTIO},response_code!~"5.*"}`,
    duration: p99(`istio_request_duration_milliseconds_bucket{${ISTIO}}`),
  },
  {
    name: 'linkerd',
    total: `response_total{${LINKERD},direction="inbound"}`,
    good: `response_total{${LINKERD},classification!="failure",direction="inbound"}`,
    duration: p99(`response_latency_ms_bucket{${LINKERD},direction="inbound"}`),
  },
  {
    name: 'nginx',
    total: `nginx_ingress_controller_requests{${NGINX}}`,
    good: `nginx_ingress_controller_requests{${NGINX},status!~"5.*"}`,
    duration: `sum(rate(nginx_ingress_controller_response_duration_seconds_sum{${NGINX}}${I})) / sum(rate(nginx_ingress_controller_response_duration_seconds_count{${NGINX}}${I})) * 1000`,
  },
  envoy('contour', `envoy_cluster_name=~"${NS}_${TARGET}-canary_[0-9a-zA-Z-]+"`),
  envoy('gloo', `envoy_cluster_name=~"${NS}-${TARGET}-canaryupstream-[0-9a-zA-Z-]+_[0-9a-zA-Z-]+"`),
  envoy('appmesh', PODS),
  envoy('kuma', `service=~"${TARGET}-canary_${NS}_svc_[0-9a-zA-Z-]+"`),
  envoy('knative', `envoy_cluster_name=~"${NS}/${TARGET}-00002"`),
  {
    name: 'traefik',
    total: `traefik_service_request_duration_seconds_bucket{${TRAEFIK},le="+Inf"}`,
    good: `traefik_service_request_duration_seconds_bucket{${TRAEFIK},code!~"5..",le="+Inf"}`,
    duration: `${p99(`traefik_service_request_duration_seconds_bucket{${TRAEFIK}}`)} * 1000`,
  },
  {
    name: 'skipper',
    total: `skipper_response_duration_seconds_bucket{${SKIPPER},le="+Inf"}`,
    good: `skipper_response_duration_seconds_bucket{${SKIPPER},code!~"5..",le="+Inf"}`,
    duration: `sum(rate(skipper_serve_route_duration_seconds_sum{${SKIPPER}}${I})) / sum(rate(skipper_serve_route_duration_seconds_count{${SKIPPER}}${I})) * 1000`,
  },
  {
    name: 'apisix',
    total: `apisix_http_status{${APISIX}}`,
    good: `apisix_http_status{${APISIX},code!~"5.."}`,
    duration: p99(`apisix_http_latency_bucket{type=~"request",${APISIX}}`),
  },
  {
    name: 'osm',
    total: `osm_request_total{${OSM}}`,
    good: `osm_request_total{${OSM},response_code!~"5.*"}`,
    duration: p99(`osm_request_duration_ms_bucket{${OSM}}`),
  },
  {
    name: 'kubernetes',
    total: `http_request_duration_seconds_count{${PODS}}`,
    good: `http_request_duration_seconds_count{${PODS},status!~"5.*"}`,
    duration: `${p99(`http_request_duration_seconds_bucket{${PODS}}`)} * 1000`,
  },
];

/** Each provider's success rate and duration. */
export const PROVIDER_QUERIES: readonly { readonly about: string; readonly query: string }[] = PROVIDERS.flatMap(
  ({ name, good, total, duration }) => [
    { about: `${name}: success rate`, query: `sum(rate(${good}${I})) / sum(rate(${total}${I})) * 100` },
    { about: `${name}: duration`, query: duration },
  ],
);
