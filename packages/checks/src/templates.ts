import { type Canary, type Credentials, type Metric, type MetricTemplate, nameIn } from '@flagger/api';
import type { Inquiry } from './inquiry.ts';
import { metricQuery } from './query.ts';
import { sourceOf } from './sources/index.ts';
import type { Measured, Server } from './sources/source.ts';

/** Asks the metrics server that a MetricTemplate names; template and Secret are looked up anew each time. */
export async function measureTemplate(metric: Metric, inquiry: Inquiry): Promise<Measured> {
  const { references } = inquiry.options;
  if (!references) {
    return unasked(metric, inquiry, 'error: metric templates are not available in this version yet');
  }
  const found = await references.metricTemplate(inquiry.canary, metric.templateRef ?? { name: '' });
  if (!found.ok) {
    return unasked(metric, inquiry, `error: ${found.because}`);
  }
  const template = found.object;
  const { type, secretRef } = template.spec.provider;
  const credentials = await references.credentials(inquiry.canary, template);
  if (!credentials.ok) {
    return unasked(metric, inquiry, `secret ${secretRef?.name ?? ''} error: ${credentials.because}`);
  }
  const source = sourceOf(type);
  if (!source) {
    return unasked(metric, inquiry, `provider ${type} error: it is not available in this version yet`);
  }
  const query = metricQuery(template.spec.query, metric, inquiry.canary);
  return 'problem' in query ? query : source.measure(query, serverOf(template, credentials.object, inquiry));
}

/** There is nothing to ask: `why` is the end of the text that users get. */
const unasked = ({ templateRef }: Metric, { canary }: Inquiry, why: string): Measured => ({
  problem: { kind: 'wiring', message: `Metric template ${nameOfTemplate(templateRef, canary)} ${why}` },
});

const nameOfTemplate = (reference: Metric['templateRef'], { metadata }: Canary): string =>
  nameIn(reference?.name ?? '', reference?.namespace ?? metadata.namespace);

const serverOf = (
  { spec: { provider } }: MetricTemplate,
  credentials: Credentials,
  { options, signal }: Inquiry,
): Server => ({
  address: provider.address ?? '',
  region: provider.region,
  insecureSkipVerify: provider.insecureSkipVerify,
  headers: provider.headers,
  credentials,
  timeoutMs: options.metricsTimeoutMs,
  clock: options.clock,
  signal,
});
