import { Counter, Histogram, type Registry } from 'prom-client';

/** One request to the API server that was answered, or failed. */
export interface ApiRequest {
  readonly verb: string;
  readonly resource: string;
  /** HTTP status, or a word where there was no answer. */
  readonly code: number | string;
  readonly seconds: number;
}

/** Counts and times requests to the API server; the returned function is called for each. */
export function requestMetrics(registry: Registry): (request: ApiRequest) => void {
  const total = new Counter({
    name: 'flagger_api_requests_total',
    help: 'Requests to the Kubernetes API server; a watch counts once, when it starts',
    labelNames: ['verb', 'resource', 'code'],
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'flagger_api_request_duration_seconds',
    help: 'Time until the Kubernetes API server answered',
    labelNames: ['verb', 'resource', 'code'],
    buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 30],
    registers: [registry],
  });
  return ({ verb, resource, code, seconds }) => {
    const labels = { verb, resource, code: String(code) };
    total.inc(labels);
    duration.observe(labels, seconds);
  };
}
