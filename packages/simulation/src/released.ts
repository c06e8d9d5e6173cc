import type { KubeObject, Ref } from '@flagger/api';
import { objectKey } from '@flagger/memory-cluster';
import { type Knowledge, numberAt, textAt } from '@flagger/simulated-cluster';
import { inTest, NAME } from './service-names.ts';

/** A way to look at objects: at the cluster, or at what a turn of the operator could know. */
export type Look = (ref: Ref) => KubeObject | undefined;

/** What a turn saw when it looked first. */
export const seenFirst =
  (known: Knowledge): Look =>
  (ref) =>
    known.first(objectKey(ref));

/** What a Canary releases. Either side is shown as a Deployment, whatever it is. */
export interface Released {
  readonly target: Ref;
  /** The object that says what the primary is. */
  readonly primary: Ref;
  /** As its owner writes it. */
  readonly made: (image: string, replicas: number, hasConfig: boolean) => KubeObject;
  readonly targetIn: (look: Look) => KubeObject | undefined;
  readonly primaryIn: (look: Look) => KubeObject | undefined;
  /** Names the copying by which the object became the primary; empty where it is none. */
  readonly copying: (primary: KubeObject | undefined) => string;
  /** What is not as it is to be once a release has ended well: the rest of sentences. */
  readonly left: (look: Look) => readonly string[];
  /** Whether its owner sets replicas, ports, configs and autoscalers, and Services of Kubernetes lead to it. */
  readonly hasParts: boolean;
}

export const TARGET = inTest('apps/v1', 'Deployment', NAME);
export const PRIMARY = inTest('apps/v1', 'Deployment', `${NAME}-primary`);
export const APEX = inTest('v1', 'Service', NAME);
export const CONFIG = inTest('v1', 'ConfigMap', 'settings');

/** What is released in a mesh. */
export const releasedIn = ({ released }: { readonly released?: Released }): Released => released ?? DEPLOYMENTS;

/** A Deployment, and the one that the operator copies it to. */
export const DEPLOYMENTS: Released = {
  target: TARGET,
  primary: PRIMARY,
  made(image, replicas, hasConfig) {
    const envFrom = hasConfig ? { envFrom: [{ configMapRef: { name: CONFIG.metadata.name } }] } : {};
    const template = {
      metadata: { labels: { app: NAME } },
      spec: { containers: [{ name: 'main', image, ...envFrom }] },
    };
    return {
      ...TARGET,
      spec: { replicas, progressDeadlineSeconds: 60, selector: { matchLabels: { app: NAME } }, template },
    };
  },
  targetIn: (look) => look(TARGET),
  primaryIn: (look) => look(PRIMARY),
  copying: (primary) => textAt(primary?.spec, 'template', 'metadata', 'annotations', 'flagger-id'),
  left: (look) => [
    ...(numberAt(look(TARGET)?.spec, 'replicas') === 0 ? [] : ['the target still runs']),
    ...(textAt(look(APEX)?.spec, 'selector', 'app') === PRIMARY.metadata.name
      ? []
      : ['the apex service does not select the primary']),
  ],
  hasParts: true,
};
