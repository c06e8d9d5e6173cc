import type { Tree } from '../../compare/values.ts';

/** Where the applications, the operator and what Flux is to do are. */
export const NAMESPACE = 'story-flux';
const LOADTESTER = `http://flagger-loadtester.${NAMESPACE}/`;
const INSIDER = "-H 'Cookie: type=insider'";

/** What a team keeps in Git of an application: no replicas, no Service. */
export const workload = (name: string, tag: string): readonly Tree[] => [
  deployment(name, tag),
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name },
    spec: { scaleTargetRef: target(name), minReplicas: 2, maxReplicas: 4 },
  },
];

/** How the backend is released: a share of its users sees a new version first, and a larger one as this gate is open. */
export const backendCanary = (gate: string): Tree =>
  canary('backend', scaled('backend'), {
    maxWeight: 40,
    stepWeight: 20,
    metrics: METRICS,
    webhooks: [
      ...load(`http://backend-canary.${NAMESPACE}/`),
      { name: 'gate', type: 'confirm-traffic-increase', url: gate },
    ],
  });

/** How the frontend is released: insiders see a new version first. */
export const frontendCanary = (): Tree =>
  canary('frontend', scaled('frontend'), {
    iterations: 2,
    match: [{ headers: { cookie: { regex: '^(.*?;)?(type=insider)(;.*)?$' } } }],
    metrics: METRICS,
    webhooks: load(`http://frontend.${NAMESPACE}/`, INSIDER),
  });

/** A chart's templates of a till that is released without a mesh, with a Service of its name, as charts mostly have one. */
export const till = (tag: string): readonly Tree[] => [
  deployment('till', tag),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'till' },
    spec: { selector: { app: 'till' }, ports: [{ name: 'http', port: 80, targetPort: 9898 }] },
  },
  // longer than three upgrades take: what waits for an interval would be seen
  canary('till', { provider: 'kubernetes' }, { interval: '60s', iterations: 2 }),
];

// a loaded machine is no failure
const METRICS: readonly Tree[] = [
  { name: 'request-success-rate', interval: '10s', thresholdRange: { min: 99 } },
  { name: 'request-duration', interval: '10s', thresholdRange: { max: 5000 } },
];

const load = (url: string, more = ''): readonly Tree[] =>
  ['pre-rollout', 'rollout'].map((type) => ({
    name: `load-${type}`,
    type,
    url: LOADTESTER,
    timeout: '5s',
    metadata: { type: 'cmd', cmd: `hey -z 1m -q 10 -c 2 ${more} ${url}` },
  }));

const scaled = (name: string): Tree => ({
  autoscalerRef: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name },
});

const target = (name: string): Tree => ({ apiVersion: 'apps/v1', kind: 'Deployment', name });

const deployment = (name: string, tag: string): Tree => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, labels: { app: name } },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [{ name: 'main', image: `registry.example/${name}:${tag}`, ports: [{ containerPort: 9898 }] }],
      },
    },
  },
});

const canary = (name: string, spec: Tree, analysis: Tree): Tree => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name },
  spec: {
    targetRef: target(name),
    progressDeadlineSeconds: 60,
    service: { port: 80, targetPort: 9898 },
    analysis: { interval: '2s', threshold: 3, ...analysis },
    ...spec,
  },
});
