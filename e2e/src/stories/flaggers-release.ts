import type { Tree } from '../compare/values.ts';

const SELECTED = { 'app.kubernetes.io/name': 'flagger', 'app.kubernetes.io/instance': 'flagger' };
const LABELS = {
  ...SELECTED,
  'helm.sh/chart': 'flagger-1.44.0',
  'app.kubernetes.io/managed-by': 'Helm',
  'app.kubernetes.io/version': '1.44.0',
};
const PROBE = {
  exec: { command: ['wget', '--quiet', '--spider', 'http://localhost:8080/healthz'] },
  timeoutSeconds: 5,
};

const aDeployment = (namespace: string): Tree => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'flagger', namespace, labels: LABELS },
  spec: {
    replicas: 1,
    strategy: { type: 'Recreate' },
    selector: { matchLabels: SELECTED },
    template: {
      metadata: { labels: LABELS, annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '8080' } },
      spec: {
        serviceAccountName: 'flagger',
        containers: [
          {
            name: 'flagger',
            image: 'ghcr.io/fluxcd/flagger:1.44.0',
            securityContext: { readOnlyRootFilesystem: true, runAsUser: 10_001 },
            ports: [{ name: 'http', containerPort: 8080 }],
            command: ['./flagger', '-log-level=info', '-mesh-provider=istio'],
            livenessProbe: PROBE,
            readinessProbe: PROBE,
          },
        ],
      },
    },
  },
});

/** What a release of Flagger's own chart 1.44 holds in its most common form, by the facts that matter to who comes after it. */
export const flaggersRelease = (namespace: string): readonly Tree[] => [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'flagger', namespace, labels: LABELS } },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'flagger', labels: LABELS },
    rules: [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['*'] }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'flagger', labels: LABELS },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'flagger' },
    subjects: [{ kind: 'ServiceAccount', name: 'flagger', namespace }],
  },
  aDeployment(namespace),
];
