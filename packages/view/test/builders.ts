import type { KubeObject } from '@flagger/api';

/** A condition by which a Canary is known as one of our operator. */
const ROUTED = { type: 'Routed', status: 'True', reason: 'Test', message: 'as it should be' };

/** A Canary podinfo.test with five steps of ten percent. */
export const aCanary = (status: object = {}, analysis: object = {}): KubeObject => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'podinfo', namespace: 'test' },
  spec: {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
    service: { port: 80 },
    analysis: { interval: '30s', threshold: 3, maxWeight: 50, stepWeight: 10, ...analysis },
  },
  status: { phase: 'Initialized', lastTransitionTime: '2026-01-01T10:00:00Z', conditions: [ROUTED], ...status },
});

/** An event of podinfo.test, so many seconds after ten o'clock. */
export const anEvent = (message: string, second: number, resourceVersion: string): KubeObject & object => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: `podinfo.${resourceVersion}`, namespace: 'test', resourceVersion },
  ...{
    involvedObject: { kind: 'Canary', name: 'podinfo', namespace: 'test' },
    type: 'Normal',
    reason: 'Synced',
    message,
    lastTimestamp: `2026-01-01T10:00:0${second}Z`,
  },
});
