import type { JsonObject } from '../json.ts';

// What is sent to both servers, as short as it may be.

/** A ConfigMap. */
export const configMap = (name: string, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  ...more,
});
/** A Service. */
export const service = (spec: JsonObject, name = 'podinfo'): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec,
});
/** A Canary. */
export const canary = (spec: JsonObject, name = 'podinfo'): JsonObject => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name },
  spec,
});
/** A Lease. */
export const lease = (spec: JsonObject, name = 'leader'): JsonObject => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name },
  spec,
});
/** A pod. */
export const pod = (spec: JsonObject, name = 'one'): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec,
});
/** A kind of the group `apps`. */
export const workload = (kind: string, spec: JsonObject, name = 'podinfo'): JsonObject => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name },
  spec,
});

/** The only container of a pod. */
export const CONTAINER = { name: 'podinfod', image: 'podinfo:1.0.0' };
/** The pods of a workload. */
export const TEMPLATE = { metadata: { labels: { app: 'podinfo' } }, spec: { containers: [CONTAINER] } };
/** What finds them. */
export const SELECTOR = { matchLabels: { app: 'podinfo' } };
/** A Deployment of that template. */
export const deployment = (more: JsonObject = {}): JsonObject =>
  workload('Deployment', { selector: SELECTOR, template: TEMPLATE, ...more });
/** A Deployment whose container says more. */
export const withContainer = (more: JsonObject): JsonObject =>
  deployment({ template: { ...TEMPLATE, spec: { containers: [{ ...CONTAINER, ...more }] } } });

/** A Canary's spec that is accepted. */
export const TARGET = {
  targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
  service: { port: 80 },
  analysis: { interval: '10s', threshold: 2, stepWeight: 10, maxWeight: 50 },
};
/** A time as Leases have it. */
export const TIME = '2026-01-02T03:04:05.678901Z';
