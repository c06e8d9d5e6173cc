import { nameIn, NotInstalled, type Canary, type Credentials, type Metric, type MetricTemplate } from '@flagger/api';
import type { Inquiry } from './inquiry.ts';
import { metricQuery } from './query.ts';
import { withoutSecrets } from './sources/discreet.ts';
import { SOURCES } from './sources/index.ts';
import type { Asked, NoValue, Server, Source } from './sources/source.ts';

/** The metrics server of a MetricTemplate, ready to be asked. */
export interface TemplateServer {
  readonly template: MetricTemplate;
  readonly source: Source;
  readonly server: Server;
}

/** Why a template cannot be asked, as texts go on after `metric template`. */
export interface Unwired {
  readonly because: string;
  /** The cluster has no templates at all, since nobody installed their kind yet: that is no verdict on the canary. */
  readonly isUninstalled?: true;
}

/** Asks the metrics server that a MetricTemplate names; template and Secret are looked up anew each time. */
export async function measureTemplate(metric: Metric, inquiry: Inquiry): Promise<Asked> {
  const found = await templateServer(metric, inquiry);
  if ('because' in found) {
    return { problem: wiring(found) };
  }
  const { template, source, server } = found;
  const query = metricQuery(template.spec.query, metric, inquiry);
  if ('problem' in query) {
    return { problem: wiring({ because: `${nameOf(template)} query render error: ${query.problem.message}` }) };
  }
  const measured = await source.measure(query, server);
  // a parameter of the address may well be a word of the query, such as the name of a tenant
  const { credentials, headers } = server;
  const shown = withoutSecrets(query.text, { credentials, headers });
  return 'problem' in measured
    ? { problem: inFlaggersWords(measured.problem, template), query: shown }
    : { ...measured, query: shown };
}

/** Looks a template and its Secret up. */
export async function templateServer(
  { templateRef = { name: '' } }: Metric,
  inquiry: Inquiry,
): Promise<TemplateServer | Unwired> {
  const { canary, options } = inquiry;
  const shown = shownReference(templateRef, canary);
  const found = await options.references.metricTemplate(canary, templateRef).catch(uninstalled);
  if (!found.ok) {
    return { ...found, because: `${shown} error: ${found.because}` };
  }
  const template = found.object;
  const { type, secretRef } = template.spec.provider;
  const credentials = await options.references.credentials(canary, template);
  if (!credentials.ok) {
    return { because: `${shown} secret ${secretRef?.name ?? ''} error: ${credentials.because}` };
  }
  const source = (type === 'prometheus' ? options.prometheus : undefined) ?? SOURCES[type];
  const named = secretRef === undefined ? undefined : credentials.object;
  return { template, source, server: serverOf(template, named, inquiry) };
}

/** Why a server of this template cannot be asked at all, as texts go on after `metric template`. */
export const unaskable = (template: MetricTemplate, { message }: NoValue): Unwired => ({
  because: `${nameOf(template)} provider ${template.spec.provider.type} error: ${message}`,
});

/** As texts call a template. */
export const nameOf = ({ metadata }: MetricTemplate): string => nameIn(metadata.name, metadata.namespace);

const inFlaggersWords = (problem: NoValue, template: MetricTemplate): NoValue =>
  problem.kind === 'wiring' ? wiring(unaskable(template, problem)) : problem;

const wiring = ({ because, isUninstalled }: Unwired): NoValue => ({
  kind: isUninstalled ? 'unreachable' : 'wiring',
  message: `Metric template ${because}`,
});

function uninstalled(error: unknown): Unwired & { readonly ok: false } {
  if (error instanceof NotInstalled) {
    return { ok: false, because: error.message, isUninstalled: true };
  }
  throw error;
}

const shownReference = ({ name, namespace }: NonNullable<Metric['templateRef']>, { metadata }: Canary): string =>
  nameIn(name, namespace || metadata.namespace);

const serverOf = (
  { spec: { provider } }: MetricTemplate,
  credentials: Credentials | undefined,
  { options, signal }: Inquiry,
): Server => ({
  address: provider.address ?? '',
  region: provider.region,
  insecureSkipVerify: provider.insecureSkipVerify,
  headers: provider.headers,
  credentials,
  cluster: options.cluster,
  environment: options.environment,
  timeoutMs: options.metricsTimeoutMs,
  clock: options.clock,
  wire: options.wire,
  signal,
});
