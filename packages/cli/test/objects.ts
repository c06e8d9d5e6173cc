/** A Canary podinfo.test in the midst of a run, as our operator writes it. */
export const aCanary = (status: object = {}, metadata: object = {}): object => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'podinfo', namespace: 'test', ...metadata },
  spec: {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
    service: { port: 80 },
    analysis: { interval: '30s', threshold: 3, maxWeight: 50, stepWeight: 10 },
  },
  status: {
    phase: 'Progressing',
    canaryWeight: 20,
    failedChecks: 1,
    lastTransitionTime: '2026-01-01T10:00:00Z',
    conditions: [routed],
    ...status,
  },
});

/** A condition as the API server takes it. */
export const aCondition = (type: string, status: string, message: string): object => ({
  type,
  status,
  reason: 'Test',
  message,
  lastUpdateTime: '2026-01-01T10:00:00Z',
  lastTransitionTime: '2026-01-01T10:00:00Z',
});

/** The mark of our operator: Flagger writes no condition but `Promoted`. */
export const routed = aCondition('Routed', 'True', 'primary 80, canary 20');

export const aDeployment = (name: string, image: string): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'test' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'app', image }] } },
  },
});

/** A normal event of podinfo.test. */
export const anEvent = (name: string, message: string, time: string): object => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name, namespace: 'test' },
  involvedObject: { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', name: 'podinfo', namespace: 'test' },
  reason: 'Synced',
  source: { component: 'flagger' },
  type: 'Normal',
  message,
  firstTimestamp: time,
  lastTimestamp: time,
  count: 1,
});
