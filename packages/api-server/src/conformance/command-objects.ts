import { NAMESPACE } from './calls.ts';

// What the commands apply.

/** What the pods of podinfo bear. */
export const labels = { app: 'podinfo' };
const container = { name: 'podinfod', image: 'podinfo:1.0.0', ports: [{ name: 'http', containerPort: 9898 }] };
/** A Deployment without pods: no controller is needed. */
export const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'podinfo', labels },
  spec: {
    replicas: 0,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [container] } },
  },
};
/** The Service in front of it. */
export const SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'podinfo' },
  spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
};
/** A ConfigMap, with a text that the editor changes. */
export const CONFIG = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings' },
  data: { key: 'edited-before' },
};
/** A HorizontalPodAutoscaler of the Deployment. */
export const SCALER = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'podinfo' },
  spec: {
    minReplicas: 2,
    maxReplicas: 4,
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 99 } } }],
  },
};
/** A pod that belongs to nobody. */
export const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'alone', labels: { app: 'alone' } },
  spec: {
    nodeName: 'node-1',
    containers: [{ ...container, resources: { limits: { cpu: '2000m', memory: '512Mi' } } }],
  },
};
/** A Canary of the Deployment, with a text that the editor changes. */
export const CANARY = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'podinfo', annotations: { note: 'edited-before' } },
  spec: {
    provider: 'istio',
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
    service: { port: 80, targetPort: 9898 },
    analysis: {
      interval: '10s',
      threshold: 5,
      stepWeight: 10,
      maxWeight: 50,
      metrics: [{ name: 'request-success-rate', interval: '1m', thresholdRange: { min: 99 } }],
    },
  },
};
/** An event about the Canary. */
export const event = (name: string, message: string): object => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name },
  involvedObject: { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', name: 'podinfo', namespace: NAMESPACE },
  reason: 'Synced',
  message,
  type: 'Normal',
  source: { component: 'flagger' },
  firstTimestamp: '2026-01-01T00:00:00Z',
  lastTimestamp: '2026-01-01T00:00:00Z',
  count: 1,
});
