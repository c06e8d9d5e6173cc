import { type Canary, type KubeObject, mergePatched, parseCanary } from '@flagger/api';

const CANARY = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'podinfo', namespace: 'test', uid: 'canary-uid' },
  spec: {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
    service: { port: 80, targetPort: 9898 },
    analysis: { interval: '10s', threshold: 5, stepWeight: 20, maxWeight: 60 },
  },
};

const LABELS: Readonly<Record<string, string>> = { app: 'podinfo' };

const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'podinfo', namespace: 'test' },
  spec: {
    replicas: 2,
    selector: { matchLabels: LABELS },
    template: {
      metadata: { labels: LABELS },
      spec: { containers: [{ name: 'main', image: 'registry.example/podinfo:1.0.0' }] },
    },
  },
};

/** The Canary `test/podinfo`, with these changes (as a merge patch). */
export function aCanary(changes: object = {}): Canary {
  const parsed = parseCanary(changed(CANARY, changes));
  if (!parsed.ok) {
    throw new Error(JSON.stringify(parsed.problems));
  }
  return parsed.canary;
}

/** The Deployment `test/podinfo` with two replicas and the image 1.0.0, with these changes (as a merge patch). */
export const aDeployment = (changes: object = {}): typeof DEPLOYMENT => changed(DEPLOYMENT, changes);

const DAEMON_SET = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: DEPLOYMENT.metadata,
  spec: {
    selector: DEPLOYMENT.spec.selector,
    template: DEPLOYMENT.spec.template,
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
  },
};

/** The DaemonSet `test/podinfo` with the image 1.0.0, with these changes (as a merge patch). */
export const aDaemonSet = (changes: object = {}): typeof DAEMON_SET => changed(DAEMON_SET, changes);

/**
 * A ConfigMap (or, with `kind`, a Secret) of namespace `test` that says KEY: one, with these changes (as a merge
 * patch).
 */
export function aConfig(name: string, changes: object = {}): KubeObject {
  return changed(
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'test' } },
    { data: { KEY: 'one' }, ...changes },
  );
}

/** The test that writes the changes knows that they leave the type as it is. */
const changed = <T>(object: T, changes: object): T => mergePatched(object, changes) as T;
