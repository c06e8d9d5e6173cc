import { Counter } from './counter.ts';
import { Histogram } from './histogram.ts';
import type { Labels } from './label-text.ts';
import { SECONDS } from './seconds.ts';

/** Which pod's metrics these are, as Prometheus labels what it scrapes from pods. */
export interface PodLabels {
  readonly kubernetes_namespace: string;
  readonly kubernetes_pod_name: string;
  readonly app: string;
}

/** What the pods count of themselves. */
export class PodTelemetry {
  private readonly requests = new Counter('http_requests_total', 'Requests that pods have answered.');
  private readonly durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'How long pods took to answer, in seconds.',
    bounds: SECONDS,
  });

  count(
    pod: PodLabels,
    request: { readonly method: string; readonly path: string; readonly status: string },
    seconds: number,
  ): void {
    const labels: Labels = { ...pod, ...request };
    this.requests.add({ ...pod, status: request.status });
    this.durations.observe(labels, seconds);
  }

  /** A pod is gone, and its series with it. */
  forget(pod: PodLabels): void {
    this.requests.drop({ ...pod });
    this.durations.drop({ ...pod });
  }

  /** In Prometheus' text format. */
  text(): string {
    return this.requests.text() + this.durations.text();
  }
}
