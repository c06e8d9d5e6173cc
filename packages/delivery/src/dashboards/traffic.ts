import { CANARY_VARIABLES, type Dashboard, type Variable } from './dashboard.ts';
import { figure, lines, type Panel, row, target } from './panels.ts';

/** The two sides of a release. */
type Side = 'canary' | 'primary';

/** How a mesh counts requests: what its built-in queries ask for, of both sides. */
interface Counting {
  readonly file: string;
  readonly mesh: string;
  /** A counter of requests. */
  readonly requests: string;
  /** A histogram of durations, without `_bucket`, and what makes seconds of it. */
  readonly durations: string;
  readonly perSecond: number;
  readonly labels: Readonly<Record<Side, string>>;
  /** The label of the outcome, and what is no failure. */
  readonly outcome: string;
  readonly answered: string;
  readonly more?: readonly Variable[];
}

const both = (labels: (side: string) => string): Readonly<Record<Side, string>> => ({
  canary: labels('$canary'),
  primary: labels('$primary'),
});

const pods = (side: string): string =>
  `kubernetes_namespace="$namespace",kubernetes_pod_name=~"${side}-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)"`;

/** What every Envoy counts. */
const ENVOY = {
  ...{ requests: 'envoy_cluster_upstream_rq', durations: 'envoy_cluster_upstream_rq_time', perSecond: 1000 },
  ...{ outcome: 'envoy_response_code', answered: 'envoy_response_code!~"5.*"' },
};

/** How Contour and Gloo call the clusters of their Envoys. */
const ofContour = (side: Side): string => `\${namespace}_\${canary}-${side}_[0-9a-zA-Z-]+`;
const ofGloo = (side: Side): string => `\${namespace}-\${canary}-${side}upstream-[0-9a-zA-Z-]+_[0-9a-zA-Z-]+`;

const COUNTINGS: readonly Counting[] = [
  {
    ...{ file: 'istio-canary', mesh: 'Istio', requests: 'istio_requests_total', perSecond: 1000 },
    durations: 'istio_request_duration_milliseconds',
    labels: both(
      (side) => `reporter="destination",destination_workload_namespace="$namespace",destination_workload="${side}"`,
    ),
    ...{ outcome: 'response_code', answered: 'response_code!~"5.*"' },
  },
  { ...{ file: 'appmesh-canary', mesh: 'App Mesh', ...ENVOY }, labels: both(pods) },
  {
    ...{ file: 'envoy-canary', mesh: 'an Envoy of Contour or Gloo', ...ENVOY },
    labels: {
      canary: `envoy_cluster_name=~"${ofContour('canary')}|${ofGloo('canary')}"`,
      primary: `envoy_cluster_name=~"${ofContour('primary')}|${ofGloo('primary')}"`,
    },
  },
  {
    ...{ file: 'contour-canary', mesh: 'Contour', ...ENVOY },
    labels: {
      canary: `envoy_cluster_name=~"${ofContour('canary')}"`,
      primary: `envoy_cluster_name=~"${ofContour('primary')}"`,
    },
  },
  {
    ...{ file: 'linkerd-canary', mesh: 'Linkerd', requests: 'response_total', perSecond: 1000 },
    durations: 'response_latency_ms',
    labels: both((side) => `namespace="$namespace",deployment="${side}",direction="inbound"`),
    ...{ outcome: 'classification', answered: 'classification!="failure"' },
  },
  {
    ...{ file: 'nginx-canary', mesh: 'NGINX', requests: 'nginx_ingress_controller_requests', perSecond: 1 },
    durations: 'nginx_ingress_controller_response_duration_seconds',
    labels: {
      canary: 'namespace="$namespace",ingress="$ingress",canary!=""',
      primary: 'namespace="$namespace",ingress="$ingress",canary=""',
    },
    ...{ outcome: 'status', answered: 'status!~"5.*"' },
    more: [
      { name: 'ingress', query: 'label_values(nginx_ingress_controller_requests{namespace="$namespace"}, ingress)' },
    ],
  },
  {
    ...{
      file: 'traefik-canary',
      mesh: 'Traefik',
      requests: 'traefik_service_request_duration_seconds_count',
      perSecond: 1,
    },
    durations: 'traefik_service_request_duration_seconds',
    labels: {
      canary: 'service=~"$namespace-$canary-canary-[0-9a-zA-Z-]+@kubernetescrd"',
      primary: 'service=~"$namespace-$canary-primary-[0-9a-zA-Z-]+@kubernetescrd"',
    },
    ...{ outcome: 'code', answered: 'code!~"5.."' },
  },
  {
    ...{ file: 'pods-canary', mesh: 'pods', requests: 'http_request_duration_seconds_count', perSecond: 1 },
    durations: 'http_request_duration_seconds',
    labels: both(pods),
    ...{ outcome: 'status', answered: 'status!~"5.*"' },
  },
];

/** Requests, errors and durations of both sides, a dashboard for each way of counting. */
export const traffic: readonly Dashboard[] = COUNTINGS.map((counting) => ({
  uid: `flagger-${counting.file.replace(/-canary$/, '')}`,
  file: counting.file,
  title: `Flagger: traffic, as ${counting.mesh} ${counting.mesh === 'pods' ? 'count' : 'counts'} it`,
  variables: [...CANARY_VARIABLES, ...(counting.more ?? [])],
  moments:
    'flagger_canary_phase{namespace="$namespace",name="$canary"} unless flagger_canary_phase{namespace="$namespace",name="$canary"} offset 1m',
  panels: (['primary', 'canary'] as const).flatMap((side) => panelsOf(counting, side)),
}));

function panelsOf(counting: Counting, side: Side): readonly Panel[] {
  const { requests, durations, perSecond, outcome, answered } = counting;
  const labels = counting.labels[side];
  const rate = (chosen: string): string => `sum(rate(${requests}{${chosen}}[$__rate_interval]))`;
  const success = `${rate(`${labels},${answered}`)} / ${rate(labels)}`;
  const quantile = (share: number): string =>
    `histogram_quantile(${share}, sum by (le) (rate(${durations}_bucket{${labels}}[$__rate_interval])))${perSecond === 1 ? '' : ` / ${perSecond}`}`;
  return [
    row(side === 'canary' ? 'The new version' : 'What users have (primary)'),
    figure(`Requests: ${side}`, 'reqps', { expr: rate(labels) }),
    figure(`Success: ${side}`, 'percentunit', { expr: success }),
    { ...lines(`Success: ${side}`, 'percentunit', target(success, 'success')), width: 16, height: 4 },
    lines(
      `Requests by outcome: ${side}`,
      'reqps',
      target(`sum by (${outcome}) (rate(${requests}{${labels}}[$__rate_interval]))`, `{{ ${outcome} }}`),
    ),
    lines(`Duration: ${side}`, 's', ...[0.5, 0.9, 0.99].map((share) => target(quantile(share), `${share * 100} %`))),
  ];
}
