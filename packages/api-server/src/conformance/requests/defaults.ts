import { APPS, CORE, DRY, NAMESPACE, post } from '../calls.ts';
import { cases } from '../case.ts';
import { CONTAINER, deployment, pod, SELECTOR, service, TEMPLATE, TIME, workload } from '../objects.ts';

const RICH = {
  name: 'rich',
  image: 'repo.example:5000/rich',
  env: [
    { name: 'A', value: 'b' },
    { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ],
  ports: [{ containerPort: 80 }, { name: 'dns', containerPort: 53, protocol: 'UDP' }],
  livenessProbe: { exec: { command: ['true'] }, timeoutSeconds: 5 },
  readinessProbe: { tcpSocket: { port: 'http' } },
  startupProbe: { grpc: { port: 1 } },
  resources: {
    limits: { cpu: 0.5, memory: '1024Mi' },
    requests: { cpu: '0.25', memory: '0.5Gi', 'ephemeral-storage': '1e3' },
  },
};

/** What a server adds to what it is given. */
export const DEFAULTS = cases('defaults', {
  deployment: post(`${APPS}/deployments${DRY}`, deployment()),
  'deployment with everything': post(
    `${APPS}/deployments${DRY}`,
    deployment({
      replicas: 0,
      strategy: { type: 'Recreate' },
      minReadySeconds: 0,
      paused: true,
      template: {
        ...TEMPLATE,
        spec: {
          containers: [RICH],
          initContainers: [CONTAINER],
          serviceAccountName: 'default',
          volumes: [
            { name: 'a', emptyDir: {} },
            { name: 'b', hostPath: { path: '/' } },
          ],
        },
      },
    }),
  ),
  'rolling update without numbers': post(
    `${APPS}/deployments${DRY}`,
    deployment({ strategy: { rollingUpdate: { maxSurge: 1 } } }),
  ),
  'replica set': post(`${APPS}/replicasets${DRY}`, workload('ReplicaSet', { selector: SELECTOR, template: TEMPLATE })),
  'daemon set': post(`${APPS}/daemonsets${DRY}`, workload('DaemonSet', { selector: SELECTOR, template: TEMPLATE })),
  'stateful set': post(
    `${APPS}/statefulsets${DRY}`,
    workload('StatefulSet', { selector: SELECTOR, template: TEMPLATE, serviceName: 'podinfo' }),
  ),
  pod: post(`${CORE}/pods${DRY}`, pod({ containers: [RICH] })),
  'pod whose requests are limits': post(
    `${CORE}/pods${DRY}`,
    pod({ containers: [{ ...CONTAINER, resources: { limits: { cpu: 1, memory: '1Gi' } } }] }),
  ),
  service: post(`${CORE}/services${DRY}`, service({ ports: [{ port: 80 }], selector: { app: 'podinfo' } })),
  'headless service': post(
    `${CORE}/services${DRY}`,
    service({ clusterIP: 'None', ports: [{ port: 80, targetPort: 'http' }] }),
  ),
  'external name': post(`${CORE}/services${DRY}`, service({ type: 'ExternalName', externalName: 'example.com' })),
  'session affinity': post(`${CORE}/services${DRY}`, service({ sessionAffinity: 'ClientIP', ports: [{ port: 80 }] })),
  hpa: post(`/apis/autoscaling/v2/namespaces/${NAMESPACE}/horizontalpodautoscalers${DRY}`, {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'a' },
    spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' } },
  }),
  'secret from texts': post(`${CORE}/secrets${DRY}`, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'a' },
    stringData: { user: 'me' },
    data: { other: 'eA==' },
  }),
  ingress: post(`/apis/networking.k8s.io/v1/namespaces/${NAMESPACE}/ingresses${DRY}`, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'a' },
    spec: {
      rules: [
        {
          host: 'a.example',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } }],
          },
        },
      ],
    },
  }),
  namespace: post(`/api/v1/namespaces${DRY}`, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } }),
  event: post(`${CORE}/events${DRY}`, {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'a' },
    involvedObject: { namespace: NAMESPACE, kind: 'Pod', name: 'x' },
    reason: 'R',
    message: 'm',
    type: 'Normal',
  }),
  'event of the other group': post(`/apis/events.k8s.io/v1/namespaces/${NAMESPACE}/events${DRY}`, {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: 'a' },
    eventTime: TIME,
    regarding: { namespace: NAMESPACE, kind: 'Pod', name: 'x' },
    reason: 'R',
    action: 'A',
    note: 'm',
    type: 'Normal',
    reportingController: 'example.com/c',
    reportingInstance: 'i',
  }),
  job: post(`/apis/batch/v1/namespaces/${NAMESPACE}/cronjobs${DRY}`, {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'a' },
    spec: {
      schedule: '* * * * *',
      jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [CONTAINER] } } } },
    },
  }),
  'role binding': post(`/apis/rbac.authorization.k8s.io/v1/namespaces/${NAMESPACE}/rolebindings${DRY}`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'a:b' },
    subjects: [
      { kind: 'User', name: 'u' },
      { kind: 'ServiceAccount', name: 's', namespace: 'n' },
    ],
    roleRef: { kind: 'Role', name: 'r' },
  }),
  'endpoint slice': post(`/apis/discovery.k8s.io/v1/namespaces/${NAMESPACE}/endpointslices${DRY}`, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'a' },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.0.0.1'] }],
    ports: [{ port: 80 }],
  }),
});
