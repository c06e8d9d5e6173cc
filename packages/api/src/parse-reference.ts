import type { AlertProvider, MetricTemplate } from './canary.ts';
import { describe } from './errors.ts';
import type { KubeObject } from './objects.ts';
import { problemOf } from './parse-problem.ts';
import type { Found } from './references.ts';
import { alertProviderSpec } from './schema/alert-provider.ts';
import { metricTemplateSpec } from './schema/metric-template.ts';

/** Reads a MetricTemplate as the API gives it; the first field that makes no sense is why it cannot be had. */
export function parseMetricTemplate(raw: KubeObject): Found<MetricTemplate> {
  const spec = metricTemplateSpec().safeParse(raw.spec);
  return spec.success ? { ok: true, object: { ...raw, spec: spec.data } } : broken(raw, spec.error.issues);
}

/** Reads an AlertProvider as the API gives it; the first field that makes no sense is why it cannot be had. */
export function parseAlertProvider(raw: KubeObject): Found<AlertProvider> {
  const spec = alertProviderSpec().safeParse(raw.spec);
  return spec.success ? { ok: true, object: { ...raw, spec: spec.data } } : broken(raw, spec.error.issues);
}

type Issue = Parameters<typeof problemOf>[0];

function broken(raw: KubeObject, [first]: readonly Issue[]): { readonly ok: false; readonly because: string } {
  return {
    ok: false,
    because: first ? describe(problemOf({ ...first, path: ['spec', ...first.path] }, raw)) : 'it cannot be read',
  };
}
