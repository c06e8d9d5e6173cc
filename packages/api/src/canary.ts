import type { z } from 'zod';
import type { ObjectMeta } from './objects.ts';
import type { alertProviderSpec } from './schema/alert-provider.ts';
import type { alert, analysis, metric, sessionAffinity, webhook, webhookTypes } from './schema/analysis.ts';
import type { canarySpec } from './schema/canary.ts';
import type { canaryStatus, phases } from './schema/canary-status.ts';
import type {
  analysisMatch,
  corsPolicy,
  headers,
  httpMatch,
  retries,
  rewrite,
  stringMatch,
} from './schema/http-match.ts';
import type { metricTemplateSpec } from './schema/metric-template.ts';
import type { gatewayRef, service } from './schema/service.ts';
import type { trafficPolicy } from './schema/traffic-policy.ts';

/** A type of ours, read from its schema: nothing in it can be changed. */
type From<S extends z.ZodType> = Fixed<z.output<S>>;
type Fixed<T> = T extends readonly (infer Item)[]
  ? readonly Fixed<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Fixed<T[Key]> }
    : T;

export type Phase = (typeof phases)[number];
export type WebhookType = (typeof webhookTypes)[number];
export type CanaryStatus = From<ReturnType<typeof canaryStatus>>;
export type Condition = NonNullable<CanaryStatus['conditions']>[number];
type Remembered = NonNullable<CanaryStatus['analysis']>;
export type Check = NonNullable<Remembered['checks']>[number];
export type ComparedMetric = NonNullable<Remembered['metrics']>[number];

export type Analysis = From<typeof analysis>;
export type AnalysisMatch = From<typeof analysisMatch>;
export type Alert = From<typeof alert>;
export type Metric = From<typeof metric>;
export type Webhook = From<typeof webhook>;
export type SessionAffinity = From<typeof sessionAffinity>;

export type Service = From<typeof service>;
export type GatewayRef = From<typeof gatewayRef>;
export type HttpMatch = From<typeof httpMatch>;
export type StringMatch = From<ReturnType<typeof stringMatch>>;
export type Rewrite = From<typeof rewrite>;
export type Retries = From<typeof retries>;
export type Headers = From<typeof headers>;
export type CorsPolicy = From<typeof corsPolicy>;
export type TrafficPolicy = From<typeof trafficPolicy>;

/**
 * What users want of a Canary. Where the target brings its own service and the Canary names none, `service` is `{
 * port: 0 }`.
 */
export interface CanarySpec extends Omit<From<typeof canarySpec>, 'service'> {
  readonly service: Service;
}
export type TargetRef = CanarySpec['targetRef'];
export type AutoscalerRef = NonNullable<CanarySpec['autoscalerRef']>;

/** A Canary that makes sense; see `parseCanary`. */
export interface Canary {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta & { readonly namespace: string; readonly uid: string };
  readonly spec: CanarySpec;
  readonly status: CanaryStatus;
}

export interface MetricTemplate {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec: From<ReturnType<typeof metricTemplateSpec>>;
}

export interface AlertProvider {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec: From<ReturnType<typeof alertProviderSpec>>;
}
