import { parseExposition } from '@flagger/prometheus';

/** What the operator shows of a canary in its metrics. */
export interface Shown {
  /** What it measured last, by the name of the metric: percent, or seconds. */
  readonly measured: ReadonlyMap<string, number>;
  /** Percent of the traffic that goes to the new version. */
  readonly weight: number;
}

/** Asks the operator for its metrics of a canary; undefined where it does not answer, or knows nothing of it yet. */
export async function shownByOperator(port: number, canary: string): Promise<Shown | undefined> {
  const text = await metricsOf(port);
  const samples = parseExposition(text).map(({ labels, value }) => ({
    value,
    name: labels.get('__name__'),
    of: (label: string) => labels.get(label) ?? '',
  }));
  const weight = samples.find(({ name, of }) => name === 'flagger_canary_weight' && of('workload') === canary);
  const analysis = samples.filter(({ name, of }) => name === 'flagger_canary_metric_analysis' && of('name') === canary);
  return weight && { weight: weight.value, measured: new Map(analysis.map(({ of, value }) => [of('metric'), value])) };
}

async function metricsOf(port: number): Promise<string> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(1000) });
    return await response.text();
  } catch {
    // it may be just starting, or dead: the story says so elsewhere
    return '';
  }
}
