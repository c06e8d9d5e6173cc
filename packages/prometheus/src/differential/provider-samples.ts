import { labelsOf, NAME } from '../labels.ts';
import type { Chance } from './chance.ts';
import type { GivenSeries } from './remote-write.ts';
import { FIRST, LAST } from './samples.ts';

type Pairs = Readonly<Record<string, string>>;

/** What a mesh counts: of the canary, and of the primary, which no query may count. */
interface Counted {
  readonly metric: string;
  readonly canary: Pairs;
  readonly primary: Pairs;
  /** The label that tells good answers from bad ones, and its values. */
  readonly outcome?: readonly [string, readonly string[]];
  /** The bounds of its buckets, where it is a histogram. */
  readonly bounds?: readonly string[];
}

const CODES = ['200', '404', '500'];
const MS = ['5', '25', '100', '500', '2500', '+Inf'];
const SECONDS = ['0.005', '0.1', '0.5', '2.5', '+Inf'];

const mesh = (service: string): Pairs => ({
  reporter: 'destination',
  destination_workload_namespace: 'test',
  destination_workload: service,
});
const linkerd = (deployment: string): Pairs => ({ namespace: 'test', direction: 'inbound', deployment });
const nginx = (canary: string): Pairs => ({ namespace: 'test', ingress: 'podinfo', canary });
const traefik = (kind: string): Pairs => ({ service: `test-podinfo-${kind}-9898@kubernetescrd` });
const skipper = (kind: string): Pairs => ({
  route: `kube_test__podinfo_${kind}__app_example_com____podinfo_${kind}_0`,
});
const apisix = (kind: string): Pairs => ({ type: 'request', route: `test_podinfo-podinfo-${kind}_rule` });
const osm = (name: string): Pairs => ({
  destination_namespace: 'test',
  destination_kind: 'Deployment',
  destination_name: name,
});
const called = (service: string): Pairs => ({
  reporter: 'source',
  destination_service_namespace: 'test',
  destination_service_name: service,
});
const outbound = (service: string): Pairs => ({ direction: 'outbound', dst_namespace: 'test', dst_service: service });
const pods = (pod: string): Pairs => ({ kubernetes_namespace: 'test', kubernetes_pod_name: pod });
const cluster = (name: string): Pairs => ({ envoy_cluster_name: name });

const ENVOY: readonly (readonly [Pairs, Pairs])[] = [
  [cluster('test_podinfo-canary_9898'), cluster('test_podinfo-primary_9898')],
  [cluster('test-podinfo-canaryupstream-9898_gloo-system'), cluster('test-podinfo-primaryupstream-9898_gloo-system')],
  [pods('podinfo-6d5f8-x2x9q'), pods('podinfo-primary-7c9d4-abcde')],
  [
    { service: 'podinfo-canary_test_svc_9898', ...cluster('localhost_9898') },
    { service: 'podinfo-primary_test_svc_9898', ...cluster('localhost_9898') },
  ],
  [cluster('test/podinfo-00002'), cluster('test/podinfo-00001')],
];

/** What the Envoys beside the pods count of the calls that come in. */
const INGRESS = {
  canary: { ...pods('podinfo-6d5f8-x2x9q'), ...cluster('cds_ingress_podinfo') },
  primary: { ...pods('podinfo-primary-7c9d4-abcde'), ...cluster('cds_ingress_podinfo') },
};
const PODS = { canary: pods('podinfo-6d5f8-x2x9q'), primary: pods('podinfo-primary-7c9d4-abcde') };
const NGINX = { canary: nginx('podinfo-canary'), primary: nginx('') };
const TRAEFIK = { canary: traefik('canary'), primary: traefik('primary') };
const SKIPPER = { canary: skipper('canary'), primary: skipper('primary') };
const APISIX = { canary: apisix('canary'), primary: apisix('primary') };
const OSM = { canary: osm('podinfo'), primary: osm('podinfo-primary') };

const COUNTED: readonly Counted[] = [
  {
    metric: 'istio_requests_total',
    canary: mesh('podinfo'),
    primary: mesh('podinfo-primary'),
    outcome: ['response_code', CODES],
  },
  {
    metric: 'istio_request_duration_milliseconds_bucket',
    canary: mesh('podinfo'),
    primary: mesh('podinfo-primary'),
    bounds: MS,
  },
  {
    metric: 'response_total',
    canary: linkerd('podinfo'),
    primary: linkerd('podinfo-primary'),
    outcome: ['classification', ['success', 'failure']],
  },
  { metric: 'response_latency_ms_bucket', canary: linkerd('podinfo'), primary: linkerd('podinfo-primary'), bounds: MS },
  { metric: 'nginx_ingress_controller_requests', ...NGINX, outcome: ['status', CODES] },
  { metric: 'nginx_ingress_controller_response_duration_seconds_sum', ...NGINX },
  { metric: 'nginx_ingress_controller_response_duration_seconds_count', ...NGINX },
  ...ENVOY.map(([canary, primary]): Counted => ({
    metric: 'envoy_cluster_upstream_rq',
    canary,
    primary,
    outcome: ['envoy_response_code', CODES],
  })),
  ...ENVOY.map(([canary, primary]): Counted => ({
    metric: 'envoy_cluster_upstream_rq_time_bucket',
    canary,
    primary,
    bounds: MS,
  })),
  { metric: 'traefik_service_request_duration_seconds_bucket', ...TRAEFIK, outcome: ['code', CODES], bounds: SECONDS },
  { metric: 'skipper_response_duration_seconds_bucket', ...SKIPPER, outcome: ['code', CODES], bounds: SECONDS },
  { metric: 'skipper_serve_route_duration_seconds_sum', ...SKIPPER },
  { metric: 'skipper_serve_route_duration_seconds_count', ...SKIPPER, outcome: ['code', CODES] },
  { metric: 'apisix_http_status', ...APISIX, outcome: ['code', CODES] },
  { metric: 'apisix_http_latency_bucket', ...APISIX, bounds: MS },
  { metric: 'osm_request_total', ...OSM, outcome: ['response_code', CODES] },
  { metric: 'osm_request_duration_ms_bucket', ...OSM, bounds: MS },
  { metric: 'http_request_duration_seconds_count', ...PODS, outcome: ['status', CODES] },
  {
    metric: 'istio_requests_total',
    canary: called('podinfo-canary'),
    primary: called('podinfo-primary'),
    outcome: ['response_code', CODES],
  },
  {
    metric: 'response_total',
    canary: outbound('podinfo-canary'),
    primary: outbound('podinfo-primary'),
    outcome: ['classification', ['success', 'failure']],
  },
  { metric: 'envoy_cluster_upstream_rq', ...INGRESS, outcome: ['envoy_response_code', CODES] },
  { metric: 'traefik_service_requests_total', ...TRAEFIK, outcome: ['code', CODES] },
  { metric: 'http_request_duration_seconds_bucket', ...PODS, bounds: SECONDS },
];

/** What every mesh would count of a canary and its primary: a sample every 5 s, and the canary's pod restarts once. */
export function providerSeries(chance: Chance): readonly GivenSeries[] {
  return COUNTED.flatMap((counted) =>
    [counted.canary, counted.primary].flatMap((pairs) => seriesOf(counted, pairs, chance)),
  );
}

function seriesOf(
  { metric, outcome: [label, outcomes] = ['', ['']], bounds = [''] }: Counted,
  pairs: Pairs,
  chance: Chance,
): readonly GivenSeries[] {
  return outcomes.flatMap((outcome) => {
    const rows = rowsOf(bounds.length, chance);
    return bounds.map((le, index) => ({
      labels: labelsOf([...Object.entries({ ...pairs, le, [label]: outcome }), [NAME, metric]]),
      samples: rows.map(({ time, counts }) => [time, counts[index] ?? 0] as const),
    }));
  });
}

function rowsOf(
  width: number,
  chance: Chance,
): readonly { readonly time: number; readonly counts: readonly number[] }[] {
  const rows: { readonly time: number; readonly counts: readonly number[] }[] = [];
  const restart = chance.whole(FIRST, LAST);
  let counts = Array.from({ length: width }, () => 0);
  for (let time = FIRST + chance.whole(0, 5000); time <= LAST; time += 5000) {
    if (restart >= time - 5000 && restart < time) {
      counts = counts.map(() => 0);
    }
    const more = chance.whole(0, 9);
    counts = counts.map((count, index) => count + Math.ceil((more * (index + 1)) / width));
    rows.push({ time, counts });
  }
  return rows;
}
