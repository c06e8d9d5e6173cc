import { definitions } from '@flagger/api';

/* What Flagger 1.44 leaves in a cluster: its status has one condition, no checks and no observed generation. */

const STATUS = [
  ...['phase', 'failedChecks', 'canaryWeight', 'iterations', 'conditions', 'trackedConfigs'],
  ...['lastAppliedSpec', 'lastPromotedSpec', 'lastTransitionTime'],
  ...['sessionAffinityCookie', 'primarySessionAffinityCookie', 'previousSessionAffinityCookie'],
];

/** Its CRDs, as far as the status goes: what is not in them is dropped by the API server. */
export const flaggerCrds = (): readonly unknown[] =>
  JSON.parse(JSON.stringify(definitions()), (key, value: unknown) =>
    key === 'status' && hasProperties(value) && 'lastAppliedSpec' in value.properties
      ? { ...value, properties: Object.fromEntries(STATUS.map((name) => [name, value.properties[name]])) }
      : value,
  ) as readonly unknown[];

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

/** A Canary of Flagger's in some phase. */
export function canaryOfFlagger(name: string, phase: string, status: object = {}, spec: object = {}): object {
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
  canaryOfFlagger('fresh', 'Initialized', { lastAppliedSpec: 'a' }),
  canaryOfFlagger('gated', 'Waiting', { lastAppliedSpec: 'a' }),
  canaryOfFlagger('basket', 'Progressing', { canaryWeight: 20, failedChecks: 1 }),
  canaryOfFlagger('held', 'Progressing', { canaryWeight: 20 }, { suspend: true }),
  canaryOfFlagger('ready', 'WaitingPromotion', { iterations: -1 }),
  canaryOfFlagger('copied', 'Promoting', { canaryWeight: 60 }),
  canaryOfFlagger('good', 'Succeeded', { lastPromotedSpec: 'b' }),
  canaryOfFlagger('bad', 'Failed'),
];
