import { type GivenSeries, labelsOf } from '@flagger/prometheus';

const MINUTE = 60_000;
/** When the traffic of the past begins. */
export const BEGIN = Date.parse('2026-01-01T10:00:00Z');
/** When it is over. */
export const END = BEGIN + 45 * MINUTE;
const SCRAPE_MS = 15_000;

/** Percent of requests that fail: 5 from minute 20 to 25. */
const failing = (time: number): number => (time >= BEGIN + 20 * MINUTE && time < BEGIN + 25 * MINUTE ? 0.05 : 0.001);

/** The requests that a sidecar of Istio counted, as Prometheus scraped them. */
function requests(workload: string, code: string, perScrape: (time: number) => number): GivenSeries {
  const labels = labelsOf([
    ['__name__', 'istio_requests_total'],
    ['reporter', 'destination'],
    ['destination_workload_namespace', 'test'],
    ['destination_workload', workload],
    ['response_code', code],
  ]);
  let count = 0;
  const samples: (readonly [number, number])[] = [];
  for (let time = BEGIN; time <= END; time += SCRAPE_MS) {
    count += perScrape(time);
    samples.push([time, count]);
  }
  return { labels, samples };
}

/** Of the primary, which served everybody; the target was asleep. */
export const PAST: readonly GivenSeries[] = [
  requests('podinfo-primary', '200', (time) => 1000 * (1 - failing(time))),
  requests('podinfo-primary', '500', (time) => 1000 * failing(time)),
];

export const RULES = (least: number, more = ''): string => `apiVersion: flagger.app/v1beta1
kind: Canary
metadata: { name: podinfo, namespace: test }
spec:
  provider: istio
  targetRef: { apiVersion: apps/v1, kind: Deployment, name: podinfo }
  service: { port: 80 }
  analysis:
    interval: 30s
    threshold: 3
    maxWeight: 30
    stepWeight: 10
    metrics:
      - { name: request-success-rate, thresholdRange: { min: ${least} }, interval: 1m }
${more}`;
