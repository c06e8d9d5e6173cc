import { definitions } from '@flagger/api';

/* What Flagger 1.44 leaves in a cluster: its status has one condition, no checks and no observed generation. */

const STATUS = [
  ...['phase', 'failedChecks', 'canaryWeight', 'iterations', 'conditions', 'trackedConfigs'],
  ...['lastAppliedSpec', 'lastPromotedSpec', 'lastTransitionTime'],
  ...['sessionAffinityCookie', 'primarySessionAffinityCookie', 'previousSessionAffinityCookie'],
];

/** Its CRDs, as far as the status goes: what is not in them is dropped by the API server. */
export const flaggerCrds = (): readonly unknown[] => {
  const kept: unknown = JSON.parse(JSON.stringify(definitions()), (key, value: unknown) =>
    key === 'status' && hasProperties(value) && 'lastAppliedSpec' in value.properties
      ? { ...value, properties: Object.fromEntries(STATUS.map((name) => [name, value.properties[name]])) }
      : value,
  );
  return Array.isArray(kept) ? kept : [];
};

const hasProperties = (value: unknown): value is { readonly properties: Readonly<Record<string, unknown>> } =>
  typeof value === 'object' && value !== null && 'properties' in value && typeof value.properties === 'object';

const REASONS: Readonly<Record<string, readonly [status: string, message: string]>> = {
  Initialized: ['True', 'Deployment initialization completed.'],
  Waiting: ['Unknown', 'Waiting for approval.'],
  Progressing: ['Unknown', 'New revision detected, progressing canary analysis.'],
  WaitingPromotion: ['Unknown', 'Waiting for approval.'],
  Promoting: ['Unknown', 'Canary analysis completed, starting primary rolling update.'],
  Succeeded: ['True', 'Canary analysis completed successfully, promotion finished.'],
  Failed: ['False', 'Canary analysis failed, Deployment scaled to zero.'],
};

const TIME = '2026-01-01T10:00:00Z';

interface Given {
  readonly status?: object;
  readonly spec?: object;
}

function canaryOfFlagger(name: string, phase: string, { status = {}, spec = {} }: Given = {}): object {
  const [isPromoted, message] = REASONS[phase] ?? [];
  const times = { lastUpdateTime: TIME, lastTransitionTime: TIME };
  return {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name, namespace: 'test' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      service: { port: 80 },
      analysis: {
        ...{ interval: '10s', threshold: 2, maxWeight: 60, stepWeight: 20 },
        metrics: [{ name: 'request-success-rate', interval: '1m', thresholdRange: { min: 99 } }],
      },
      ...spec,
    },
    status: {
      ...{ phase, canaryWeight: 0, failedChecks: 0, iterations: 0, trackedConfigs: {} },
      ...{ lastAppliedSpec: 'b', lastPromotedSpec: 'a', lastTransitionTime: TIME },
      conditions: [{ type: 'Promoted', status: isPromoted, reason: phase, message, ...times }],
      ...status,
    },
  };
}

/** One in each phase that people meet. */
export const CANARIES_OF_FLAGGER: readonly object[] = [
  canaryOfFlagger('fresh', 'Initialized', { status: { lastAppliedSpec: 'a' } }),
  canaryOfFlagger('gated', 'Waiting', { status: { lastAppliedSpec: 'a' } }),
  canaryOfFlagger('basket', 'Progressing', { status: { canaryWeight: 20, failedChecks: 1 } }),
  canaryOfFlagger('held', 'Progressing', { status: { canaryWeight: 20 }, spec: { suspend: true } }),
  canaryOfFlagger('ready', 'WaitingPromotion', { status: { iterations: -1 } }),
  canaryOfFlagger('copied', 'Promoting', { status: { canaryWeight: 60 } }),
  canaryOfFlagger('good', 'Succeeded', { status: { lastPromotedSpec: 'b' } }),
  canaryOfFlagger('bad', 'Failed'),
];

/** An event of basket.test. */
export const eventOfFlagger = (type: string, message: string, time: string): object => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: `basket.${Date.parse(time)}`, namespace: 'test' },
  involvedObject: { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', name: 'basket', namespace: 'test' },
  ...{ reason: 'Synced', source: { component: 'flagger' }, type, message },
  ...{ firstTimestamp: time, lastTimestamp: time, count: 1 },
});
