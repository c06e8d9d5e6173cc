import type { KubeObject } from '@flagger/api';

/** One canary of a fleet's story, alone in its namespace. */
export interface FleetCanary {
  readonly namespace: string;
  readonly name: string;
}

/** The canaries of a story; names differ, since those who play pods know them by name alone. */
export const canariesOf = (count: number): readonly FleetCanary[] =>
  Array.from({ length: count }, (_, number) => ({ namespace: `team-${number}`, name: `app-${number}` }));

const metadata = ({ namespace, name }: FleetCanary) => ({ namespace, name });

/** What the canary is made of, and itself. */
export const objectsOf = (canary: FleetCanary): readonly KubeObject[] => [
  targetOf(canary, `${canary.name}:1`),
  specOf(canary),
];

/** The target, running an image. */
export const targetOf = (canary: FleetCanary, image: string): KubeObject & { readonly spec: object } => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: metadata(canary),
  spec: {
    replicas: 2,
    progressDeadlineSeconds: 120,
    selector: { matchLabels: { app: canary.name } },
    template: templateOf(canary, image),
  },
});

/** What its pods are made from. */
export const templateOf = ({ name }: FleetCanary, image: string): object => ({
  metadata: { labels: { app: name } },
  spec: { containers: [{ name: 'main', image }] },
});

/** How much a step adds, and where the last one is, in percent. */
export const STEP = { weight: 20, most: 60 };

const specOf = (canary: FleetCanary): KubeObject => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: metadata(canary),
  spec: {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: canary.name },
    progressDeadlineSeconds: 120,
    service: { port: 80 },
    analysis: {
      interval: '10s',
      threshold: 3,
      stepWeight: STEP.weight,
      maxWeight: STEP.most,
      webhooks: ['pre-rollout', 'rollout', 'confirm-promotion', 'post-rollout'].map((type) => ({
        type,
        name: type,
        url: 'http://hooks.example/',
      })),
    },
  },
});
