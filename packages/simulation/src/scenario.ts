import type { KubeObject } from '@flagger/api';
import type { Random } from '@flagger/simulated-cluster';
import type { Mesh } from './meshes.ts';
import { CONFIG, releasedIn, TARGET } from './released.ts';
import { inTest, NAME, NAMESPACE } from './service-names.ts';

export { APEX, CONFIG, PRIMARY, TARGET } from './released.ts';
export { NAME, NAMESPACE, OTHER_NAME } from './service-names.ts';

export const KEY = `${NAMESPACE}/${NAME}`;

export const CANARY = inTest('flagger.app/v1beta1', 'Canary', NAME);
export const CANARY_SERVICE = inTest('v1', 'Service', `${NAME}-canary`);
export const SCALER = inTest('autoscaling/v2', 'HorizontalPodAutoscaler', NAME);

/** What the story begins with. */
export interface Scenario {
  readonly canary: KubeObject;
  readonly others: readonly KubeObject[];
  /** One line that says how it is to be released. */
  readonly told: string;
}

export const config = (value: string): KubeObject & { readonly data: object } => ({ ...CONFIG, data: { KEY: value } });

export const scaler = (): KubeObject => ({
  ...SCALER,
  spec: {
    scaleTargetRef: { apiVersion: TARGET.apiVersion, kind: TARGET.kind, name: NAME },
    minReplicas: 2,
    maxReplicas: 4,
  },
});

/** Draws a Canary and what it needs. */
export function scenario(random: Random, mesh: Mesh): Scenario {
  const { target, made, hasParts } = releasedIn(mesh);
  const hasConfig = random.chance(0.25) && hasParts;
  const hasScaler = random.chance(0.2) && hasParts;
  const analysis = drawnAnalysis(random, mesh);
  const spec = {
    provider: mesh.name,
    targetRef: { apiVersion: target.apiVersion, kind: target.kind, name: NAME },
    ...(hasScaler ? { autoscalerRef: { apiVersion: SCALER.apiVersion, kind: SCALER.kind, name: NAME } } : {}),
    progressDeadlineSeconds: random.pick(60, 90, 120),
    service: { port: 80, ...mesh.service },
    ...mesh.spec,
    ...(random.chance(0.05) ? { skipAnalysis: true } : {}),
    analysis,
  };
  return {
    canary: { ...CANARY, spec },
    others: [
      ...(mesh.there ?? []),
      ...(hasConfig ? [config('one')] : []),
      ...(hasScaler ? [scaler()] : []),
      made('podinfo:1', random.between(1, 3), hasConfig),
    ],
    told: JSON.stringify({ ...spec, targetRef: undefined, service: undefined, ingressRef: undefined }),
  };
}

const HOOKS = [
  'confirm-rollout',
  'pre-rollout',
  'rollout',
  'confirm-traffic-increase',
  'confirm-promotion',
  'post-rollout',
  'rollback',
] as const;

/** Draws how a new revision is tried. */
export function drawnAnalysis(random: Random, mesh: Mesh): object {
  const webhooks = HOOKS.filter((type) => random.chance(type === 'rollback' ? 0.35 : 0.2)).map((type) => ({
    type,
    name: type,
    url: 'http://hooks.example/',
  }));
  const isMeasured = webhooks.every(({ type }) => type !== 'rollout') || random.chance(0.8);
  return {
    interval: random.pick('10s', '10s', '20s', '30s'),
    threshold: random.between(1, 3),
    ...strategy(random, mesh),
    ...(random.chance(0.2) ? { mirror: true } : {}),
    ...(random.chance(0.25) ? { stepWeightPromotion: random.pick(20, 50, 100) } : {}),
    ...(isMeasured ? { metrics: [{ name: 'request-success-rate', interval: '1m', thresholdRange: { min: 99 } }] } : {}),
    webhooks,
  };
}

function strategy(random: Random, { provider }: Mesh): object {
  const weights = (): object => ({
    stepWeight: random.pick(10, 20, 30, 50, 100),
    maxWeight: random.pick(30, 50, 60, 100),
  });
  const list = (): object => ({ stepWeights: random.pick([5, 60], [1, 10, 50], [100], [20, 40, 80]) });
  const rounds = (): object => ({ iterations: random.between(1, 3) });
  const test = (): object => ({
    ...rounds(),
    ...(provider.capabilities.match ? { match: [{ headers: { 'x-cohort': { exact: 'early' } } }] } : {}),
  });
  return random.pick(weights, weights, list, rounds, test)();
}
