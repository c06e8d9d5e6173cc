import type { Metric } from './canary.ts';

/** The metrics that need no query: the provider has one. */
export const BUILT_IN_METRICS = ['request-success-rate', 'request-duration'] as const;

/** What they were called in 2019, after the series of Istio and of Envoy. */
const FORMER_NAMES: Readonly<Record<string, (typeof BUILT_IN_METRICS)[number]>> = {
  istio_requests_total: 'request-success-rate',
  istio_request_duration_seconds_bucket: 'request-duration',
  envoy_cluster_upstream_rq: 'request-success-rate',
  envoy_cluster_upstream_rq_time_bucket: 'request-duration',
};

/** The metric by the name that it has today; one that brings its own query or template may be called as it likes. */
export function withCurrentName(metric: Metric): Metric {
  const name = hasOwnQuery(metric) ? undefined : FORMER_NAMES[metric.name];
  return name ? { ...metric, name } : metric;
}

/** Whether there is something to ask for it. */
export const canBeAsked = (metric: Metric): boolean => hasOwnQuery(metric) || isBuiltIn(metric);

/** Whether nothing but a template asks for it: no built-in query and none of its own. */
export const isOnlyByTemplate = (metric: Metric): boolean =>
  metric.templateRef !== undefined && !metric.query && !isBuiltIn(metric);

const isBuiltIn = ({ name }: Metric): boolean => BUILT_IN_METRICS.some((builtIn) => builtIn === name);

const hasOwnQuery = ({ query, templateRef }: Metric): boolean => Boolean(query) || templateRef !== undefined;
