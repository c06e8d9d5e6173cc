import type { Action, Canary, CanarySpec, CanaryStatus, Routes, Step, WorkloadState } from '@flagger/api';
import type { Observed } from '../observed.ts';

export const READY: WorkloadState = { state: 'ready' };
export const ASLEEP: WorkloadState = { state: 'asleep', message: 'it has no replicas' };
export const STUCK: WorkloadState = { state: 'stuck', message: 'exceeded its progress deadline' };
export const NOT_YET: WorkloadState = { state: 'waking', message: 'waiting for rollout to finish' };
export const TO_PRIMARY: Routes = { primary: 100, canary: 0, mirrored: false };
export const NOW = Date.parse('2026-01-01T01:00:00Z');
export const LONG_AGO = NOW - 3_600_000;

export interface Seen {
  readonly status?: CanaryStatus;
  readonly spec?: Partial<CanarySpec>;
  readonly target?: {
    readonly revision?: string;
    readonly state?: WorkloadState;
    readonly isServing?: boolean;
    readonly configs?: Record<string, string>;
    readonly isPromoted?: boolean;
  };
  /** Undefined where there is none. */
  readonly primary?: WorkloadState | undefined;
  readonly isPrimaryServing?: boolean;
  readonly routes?: Routes | undefined;
  readonly also?: Partial<Observed>;
}

/** A run of sha256:v2 at weight 30 after sha256:v1, all of it well and settled unless something else is said. */
export function observed(seen: Seen = {}): Observed {
  const { revision = 'sha256:v2', state = READY, configs = {}, isPromoted = false } = seen.target ?? {};
  const isServing = seen.target?.isServing ?? state.state === 'ready';
  const primary = 'primary' in seen ? seen.primary : READY;
  const isPrimaryServing = seen.isPrimaryServing ?? primary?.state === 'ready';
  const status: CanaryStatus = {
    phase: 'Progressing',
    canaryWeight: 30,
    failedChecks: 0,
    iterations: 0,
    lastAppliedSpec: 'sha256:v2',
    lastPromotedSpec: 'sha256:v1',
    trackedConfigs: {},
    lastTransitionTime: '2026-01-01T00:59:59Z',
    ...seen.status,
  };
  const analysis = {
    interval: '10s',
    threshold: 2,
    stepWeight: 30,
    maxWeight: 60,
    metrics: [{ name: 'request-success-rate', thresholdRange: { min: 99 } }],
  };
  const spec: CanarySpec = {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
    service: { port: 80 },
    ...seen.spec,
    analysis: { ...analysis, ...seen.spec?.analysis },
  };
  const metadata = { name: 'podinfo', namespace: 'test', uid: 'uid' };
  const canary: Canary = { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', metadata, spec, status };
  return {
    canary,
    refusal: undefined,
    targetLostAt: undefined,
    failing: [],
    target: { state: 'found', workload: { revision, state, isServing }, configs, isPromoted },
    primary: primary && {
      revision: 'sha256:p',
      state: primary,
      isServing: isPrimaryServing,
      flaggerId: 'of a former run',
    },
    isApexOnPrimary: true,
    routes: 'routes' in seen ? seen.routes : { primary: 70, canary: 30, mirrored: false },
    routed: undefined,
    mesh: { weights: true, mirror: true, match: true, sticky: false },
    provider: 'istio',
    warnings: [],
    session: undefined,
    repairs: new Map(),
    still: { routes: LONG_AGO, target: LONG_AGO, primary: LONG_AGO },
    now: NOW,
    since: NOW - 1000,
    watchedSince: LONG_AGO,
    settleMs: 5000,
    minIntervalMs: 10_000,
    tokens: { canary: 'AbCdEfGhIj', primary: 'KlMnOpQrSt' },
    ...seen.also,
  };
}

export const done = ({ actions }: Step): readonly string[] => actions.map(({ do: what }) => what);
export const find = <W extends Action['do']>({ actions }: Step, what: W) =>
  actions.find((action): action is Extract<Action, { do: W }> => action.do === what);
export const messages = ({ actions }: Step): string =>
  actions.map((action) => (action.do === 'event' ? action.message : '')).join('\n');
