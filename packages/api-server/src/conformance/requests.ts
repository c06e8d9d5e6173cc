import type { Json, JsonObject } from '../json.ts';
import type { Call } from './requester.ts';

/** A request that is sent to both servers, in this order: later ones build on what earlier ones left. */
export interface Case {
  readonly title: string;
  readonly call: Call;
  /** Left out where the real server does not speak of this: it depends on what that one went through. */
  readonly onlyIf?: string;
}

export const NAMESPACE = 'conformance';

const CORE = `/api/v1/namespaces/${NAMESPACE}`;
const APPS = `/apis/apps/v1/namespaces/${NAMESPACE}`;
const CANARIES = `/apis/flagger.app/v1beta1/namespaces/${NAMESPACE}/canaries`;
const LEASES = `/apis/coordination.k8s.io/v1/namespaces/${NAMESPACE}/leases`;
const DRY = '?dryRun=All';
const STRICT = '?dryRun=All&fieldValidation=Strict';

const MERGE = 'application/merge-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';
const JSON_PATCH = 'application/json-patch+json';
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const PARTIAL = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';
const PARTIAL_LIST = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';

const get = (path: string, accept = 'application/json'): Call => ({ method: 'GET', path, accept });
const post = (path: string, body: Json): Call => ({ method: 'POST', path, body });
const put = (path: string, body: Json): Call => ({ method: 'PUT', path, body });
const patch = (path: string, body: Json, contentType = MERGE): Call => ({ method: 'PATCH', path, body, contentType });
const remove = (path: string, body?: Json): Call => ({
  method: 'DELETE',
  path,
  ...(body === undefined ? {} : { body }),
});

const configMap = (name: string, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  ...more,
});
const service = (spec: JsonObject, name = 'podinfo'): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec,
});
const canary = (spec: JsonObject, name = 'podinfo'): JsonObject => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name },
  spec,
});
const lease = (spec: JsonObject, name = 'leader'): JsonObject => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name },
  spec,
});
const pod = (spec: JsonObject, name = 'one'): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec,
});
const workload = (kind: string, spec: JsonObject, name = 'podinfo'): JsonObject => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name },
  spec,
});

const CONTAINER = { name: 'podinfod', image: 'podinfo:1.0.0' };
const TEMPLATE = { metadata: { labels: { app: 'podinfo' } }, spec: { containers: [CONTAINER] } };
const SELECTOR = { matchLabels: { app: 'podinfo' } };
const deployment = (more: JsonObject = {}): JsonObject =>
  workload('Deployment', { selector: SELECTOR, template: TEMPLATE, ...more });
const withContainer = (more: JsonObject): JsonObject =>
  deployment({ template: { ...TEMPLATE, spec: { containers: [{ ...CONTAINER, ...more }] } } });

const TARGET = {
  targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
  service: { port: 80 },
  analysis: { interval: '10s', threshold: 2, stepWeight: 10, maxWeight: 50 },
};
const TIME = '2026-01-02T03:04:05.678901Z';

const cases = (group: string, calls: Readonly<Record<string, Call>>): readonly Case[] =>
  Object.entries(calls).map(([title, call]) => ({ title: `${group}: ${title}`, call }));

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

const DEFAULTS = cases('defaults', {
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

const REFUSED = cases('refused', {
  'no name': post(`${CORE}/configmaps`, configMap('')),
  'a name in capitals': post(`${CORE}/configmaps`, configMap('Upper')),
  'a wrong label': post(`${CORE}/configmaps`, { ...configMap('a'), metadata: { name: 'a', labels: { e: 'f g' } } }),
  'a wrong key': post(`${CORE}/configmaps`, configMap('a', { data: { 'b/c': 'd' } })),
  'no such namespace': post(`/api/v1/namespaces/nowhere/configmaps`, configMap('a')),
  'another namespace': post(`${CORE}/configmaps`, { ...configMap('a'), metadata: { name: 'a', namespace: 'default' } }),
  'another kind': post(`${CORE}/configmaps`, { ...configMap('a'), kind: 'Secret' }),
  'another version': post(`${CORE}/configmaps`, { ...configMap('a'), apiVersion: 'v2' }),
  'a wrong type': post(`${APPS}/deployments`, deployment({ replicas: 'two' })),
  'a wrong type deep inside': post(`${APPS}/deployments`, withContainer({ ports: [{ containerPort: 'http' }] })),
  'a wrong quantity': post(`${APPS}/deployments`, withContainer({ resources: { limits: { cpu: 'many' } } })),
  'an unknown field, strictly': post(`${APPS}/deployments${STRICT}`, withContainer({ imagee: 'x' })),
  'an unknown field with a warning': post(`${APPS}/deployments${DRY}`, withContainer({ imagee: 'x' })),
  'unknown fields of a custom kind, strictly': post(
    `${CANARIES}${STRICT}`,
    canary({ ...TARGET, foo: 1, service: { port: 80, bar: 2 } }),
  ),
  'unknown fields of a custom kind with a warning': post(
    `${CANARIES}${DRY}`,
    canary({ ...TARGET, foo: 1, service: { port: 80, bar: 2 } }),
  ),
  'selector and labels differ': post(
    `${APPS}/deployments`,
    deployment({ selector: { matchLabels: { app: 'other' } } }),
  ),
  'no selector': post(`${APPS}/deployments`, workload('Deployment', { template: TEMPLATE })),
  'no containers': post(`${APPS}/deployments`, deployment({ template: { ...TEMPLATE, spec: { containers: [] } } })),
  'a container without image': post(
    `${APPS}/deployments`,
    deployment({ template: { ...TEMPLATE, spec: { containers: [{ name: 'a' }] } } }),
  ),
  'two containers of one name': post(
    `${APPS}/deployments`,
    deployment({ template: { ...TEMPLATE, spec: { containers: [CONTAINER, CONTAINER] } } }),
  ),
  'negative replicas': post(`${APPS}/deployments`, deployment({ replicas: -1 })),
  'an unknown pull policy': post(`${APPS}/deployments`, withContainer({ imagePullPolicy: 'Sometimes' })),
  'a mount without volume': post(
    `${APPS}/deployments`,
    withContainer({ volumeMounts: [{ name: 'x', mountPath: '/x' }] }),
  ),
  'a port out of range': post(`${APPS}/deployments`, withContainer({ ports: [{ containerPort: 70000, name: 'a_b' }] })),
  'a service without ports': post(`${CORE}/services`, service({ selector: { app: 'x' } })),
  'a service with nameless ports': post(`${CORE}/services`, service({ ports: [{ port: 80 }, { port: 81 }] })),
  'a service with ports of one name': post(
    `${CORE}/services`,
    service({
      ports: [
        { name: 'a', port: 80 },
        { name: 'a', port: 81 },
      ],
    }),
  ),
  'a service port out of range': post(`${CORE}/services`, service({ ports: [{ port: 0 }] })),
  'a service name with a dot': post(`${CORE}/services`, service({ ports: [{ port: 80 }] }, 'a.b')),
  'an hpa that is upside down': post(`/apis/autoscaling/v2/namespaces/${NAMESPACE}/horizontalpodautoscalers`, {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'a' },
    spec: {
      minReplicas: 4,
      maxReplicas: 3,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
    },
  }),
  'a lease with whole seconds': post(LEASES, lease({ renewTime: '2026-01-02T03:04:05Z' })),
  'a lease with milliseconds': post(LEASES, lease({ renewTime: '2026-01-02T03:04:05.678Z' })),
  'a lease with nanoseconds': post(LEASES, lease({ renewTime: '2026-01-02T03:04:05.678901234Z' })),
  'a lease of no duration': post(LEASES, lease({ leaseDurationSeconds: 0 })),
  'an event about another namespace': post(`${CORE}/events`, {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'a' },
    involvedObject: { namespace: 'default', kind: 'Pod', name: 'x' },
  }),
  'wrong base64': post(`${CORE}/secrets`, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'a' },
    data: { a: 'no base64' },
  }),
  'a canary without target': post(CANARIES, canary({ service: { port: 80 }, analysis: { interval: '1m' } })),
  'a canary of wrong types': post(CANARIES, canary({ ...TARGET, service: { port: '80' }, analysis: { interval: 5 } })),
  'a canary with an unknown provider': post(CANARIES, canary({ ...TARGET, provider: 'none' })),
  'a canary with a wrong interval': post(CANARIES, canary({ ...TARGET, analysis: { interval: 'x' } })),
  'a resource that does not exist': get(`${CORE}/things`),
  'a path that does not exist': get('/things'),
  'a group that does not exist': get('/apis/things.example/v1'),
  'an object that does not exist': get(`${CORE}/configmaps/nothing`),
  'a patch of nothing': patch(`${CORE}/configmaps/nothing`, {}),
  'a removal of nothing': remove(`${CORE}/configmaps/nothing`),
  'an update of nothing': put(`${APPS}/deployments/podinfo`, deployment()),
  'an unknown label selector': get(`${CORE}/pods?labelSelector=${encodeURIComponent('a b c')}`),
  'an unknown field selector': get(`${CORE}/pods?fieldSelector=spec.foo=1`),
  'an unknown patch': patch(`${CORE}/configmaps/kube-root-ca.crt`, {}, 'application/json'),
  'a method that is not there': { method: 'POST', path: `${CORE}/configmaps/a`, body: configMap('a') },
  'a list from the future': get(`${CORE}/configmaps?resourceVersion=999999999`),
  'a list from nowhere': get(`${CORE}/configmaps?resourceVersion=x`),
  'a continuation of nothing': get(`${CORE}/configmaps?limit=1&continue=x`),
  'finalizers without a domain': post(`${CORE}/configmaps`, {
    ...configMap('a'),
    metadata: { name: 'a', finalizers: ['x'] },
  }),
  'owners without uid': post(`${CORE}/configmaps`, {
    ...configMap('a'),
    metadata: { name: 'a', ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'x' }] },
  }),
  'a dry run of another sort': post(`${CORE}/configmaps?dryRun=Some`, configMap('a')),
});

const LIFE = cases('life', {
  create: post(`${CORE}/configmaps`, configMap('a', { data: { k: 'v' } })),
  'create again': post(`${CORE}/configmaps`, configMap('a')),
  'generated name too long to tell': post(`${CORE}/configmaps${DRY}`, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'b', generateName: 'c-' },
  }),
  read: get(`${CORE}/configmaps/a`),
  'read as a table': get(`${CORE}/configmaps/a`, TABLE),
  'read as metadata': get(`${CORE}/configmaps/a`, PARTIAL),
  'list as metadata': get(`${CORE}/configmaps?fieldSelector=metadata.name=a`, PARTIAL_LIST),
  'list as a table with objects': get(`${CORE}/configmaps?fieldSelector=metadata.name=a&includeObject=Object`, TABLE),
  'list as a table without': get(`${CORE}/configmaps?fieldSelector=metadata.name=a&includeObject=None`, TABLE),
  'a client that prefers what there is not': get(
    `${CORE}/configmaps/a`,
    'application/vnd.kubernetes.unknown, application/json',
  ),
  'merge patch': patch(`${CORE}/configmaps/a`, { data: { k: null, l: 'm' }, metadata: { labels: { x: 'y' } } }),
  'JSON patch': patch(
    `${CORE}/configmaps/a`,
    [
      { op: 'add', path: '/data/n', value: 'o' },
      { op: 'test', path: '/data/l', value: 'm' },
    ],
    JSON_PATCH,
  ),
  'JSON patch whose test fails': patch(
    `${CORE}/configmaps/a`,
    [{ op: 'test', path: '/data/l', value: 'x' }],
    JSON_PATCH,
  ),
  'JSON patch of nothing': patch(`${CORE}/configmaps/a`, [{ op: 'remove', path: '/data/zzz' }], JSON_PATCH),
  'strategic patch': patch(`${CORE}/configmaps/a`, { metadata: { finalizers: ['example.com/x'] } }, STRATEGIC),
  'strategic patch adds': patch(`${CORE}/configmaps/a`, { metadata: { finalizers: ['example.com/y'] } }, STRATEGIC),
  'strategic patch removes from a list of texts': patch(
    `${CORE}/configmaps/a`,
    { metadata: { '$deleteFromPrimitiveList/finalizers': ['example.com/y'] } },
    STRATEGIC,
  ),
  'update on an old version': put(`${CORE}/configmaps/a`, {
    ...configMap('a'),
    metadata: { name: 'a', resourceVersion: '1' },
  }),
  'update of another uid': put(`${CORE}/configmaps/a`, {
    ...configMap('a'),
    metadata: { name: 'a', uid: '00000000-0000-0000-0000-000000000000' },
  }),
  'update of another name': put(`${CORE}/configmaps/a`, configMap('b')),
  'merge patch on an old version': patch(`${CORE}/configmaps/a`, {
    metadata: { resourceVersion: '1' },
    data: { z: 'z' },
  }),
  'delete with another uid': remove(`${CORE}/configmaps/a`, {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    preconditions: { uid: 'x' },
  }),
  'delete what has a finalizer': remove(`${CORE}/configmaps/a`),
  'no new finalizer now': patch(`${CORE}/configmaps/a`, {
    metadata: { finalizers: ['example.com/x', 'example.com/z'] },
  }),
  'the last finalizer goes': patch(`${CORE}/configmaps/a`, { metadata: { finalizers: null } }),
  'and it is gone': get(`${CORE}/configmaps/a`),
  'create what owns': post(`${CORE}/configmaps`, configMap('b', { immutable: true, data: { a: 'b' } })),
  immutable: patch(`${CORE}/configmaps/b`, { data: { a: 'c' } }),
  delete: remove(`${CORE}/configmaps/b`),
  'a service': post(
    `${CORE}/services`,
    service({
      clusterIP: '10.96.77.77',
      ports: [{ name: 'http', port: 80, targetPort: 8080 }],
      selector: { app: 'x' },
    }),
  ),
  'a service in the table': get(`${CORE}/services/podinfo`, TABLE),
  'its address stays': patch(`${CORE}/services/podinfo`, { spec: { clusterIP: '10.96.77.78' } }),
  'its port by strategy': patch(
    `${CORE}/services/podinfo`,
    {
      spec: {
        ports: [
          { port: 80, targetPort: 9090 },
          { name: 'grpc', port: 81 },
        ],
      },
    },
    STRATEGIC,
  ),
  'its port goes by strategy': patch(
    `${CORE}/services/podinfo`,
    { spec: { ports: [{ $patch: 'delete', port: 81 }] } },
    STRATEGIC,
  ),
  'its ports in order': patch(
    `${CORE}/services/podinfo`,
    { spec: { '$setElementOrder/ports': [{ port: 82 }, { port: 80 }], ports: [{ name: 'b', port: 82 }] } },
    STRATEGIC,
  ),
  'its update without address': put(
    `${CORE}/services/podinfo`,
    service({ ports: [{ name: 'http', port: 80 }], selector: { app: 'y' } }),
  ),
  'it is deleted': remove(`${CORE}/services/podinfo`),
  'a lease': post(
    LEASES,
    lease({ holderIdentity: 'a', leaseDurationSeconds: 60, renewTime: TIME, acquireTime: TIME, leaseTransitions: 0 }),
  ),
  'a lease without version': put(`${LEASES}/leader`, lease({ holderIdentity: 'b' })),
  'a lease that is new by update': put(`${LEASES}/other`, lease({ holderIdentity: 'b' }, 'other')),
  'a deployment': post(`${APPS}/deployments`, deployment({ replicas: 0, paused: true })),
  'its selector stays': patch(`${APPS}/deployments/podinfo`, {
    spec: { selector: { matchLabels: { app: 'other' } }, template: { metadata: { labels: { app: 'other' } } } },
  }),
  'its image by strategy': patch(
    `${APPS}/deployments/podinfo${DRY}`,
    { spec: { template: { spec: { containers: [{ name: 'podinfod', image: 'podinfo:2' }] } } } },
    STRATEGIC,
  ),
  'another container by strategy': patch(
    `${APPS}/deployments/podinfo${DRY}`,
    {
      spec: {
        template: {
          spec: {
            '$setElementOrder/containers': [{ name: 'x' }, { name: 'podinfod' }],
            containers: [{ name: 'x', image: 'x', env: [{ name: 'A', value: '1' }] }],
          },
        },
      },
    },
    STRATEGIC,
  ),
  'another strategy by retained keys': patch(
    `${APPS}/deployments/podinfo${DRY}`,
    { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
    STRATEGIC,
  ),
  'its scale': get(`${APPS}/deployments/podinfo/scale`),
  'it is scaled by patch': patch(`${APPS}/deployments/podinfo/scale${DRY}`, { spec: { replicas: 2 } }),
  'it is deleted in the foreground': remove(`${APPS}/deployments/podinfo`, {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    propagationPolicy: 'Background',
  }),
});

const CUSTOM = cases('custom', {
  create: post(CANARIES, canary(TARGET)),
  read: get(`${CANARIES}/podinfo`),
  table: get(`${CANARIES}/podinfo`, TABLE),
  'table of all': get('/apis/flagger.app/v1beta1/canaries', TABLE),
  'strategic patch': patch(`${CANARIES}/podinfo`, { spec: {} }, STRATEGIC),
  'a patch of the spec counts': patch(`${CANARIES}/podinfo`, { spec: { suspend: true } }),
  'a patch of labels does not': patch(`${CANARIES}/podinfo`, { metadata: { labels: { a: 'b' } } }),
  'status by the main path is ignored': patch(`${CANARIES}/podinfo`, { status: { phase: 'Failed' } }),
  'a wrong phase': patch(`${CANARIES}/podinfo/status`, { status: { phase: 'Nothing' } }),
  'status by its own path': patch(`${CANARIES}/podinfo/status`, {
    spec: { suspend: false },
    metadata: { labels: { c: 'd' } },
    status: {
      phase: 'Progressing',
      canaryWeight: 10,
      failedChecks: 0,
      iterations: 0,
      lastTransitionTime: '2026-01-02T03:04:05Z',
    },
  }),
  'update without version': put(`${CANARIES}/podinfo`, canary(TARGET)),
  'update on an old version': put(`${CANARIES}/podinfo`, {
    ...canary(TARGET),
    metadata: { name: 'podinfo', resourceVersion: '1' },
  }),
  finalizer: patch(`${CANARIES}/podinfo`, { metadata: { finalizers: ['finalizer.flagger.app'] } }),
  'no such subresource': get(`${CANARIES}/podinfo/scale`),
  'delete with a finalizer': remove(`${CANARIES}/podinfo`),
  'while it is going': patch(`${CANARIES}/podinfo`, { spec: { suspend: false } }),
  'the finalizer goes': patch(`${CANARIES}/podinfo`, { metadata: { finalizers: [] } }),
  gone: get(`${CANARIES}/podinfo`),
  'anything goes': post(`/apis/networking.istio.io/v1beta1/namespaces/${NAMESPACE}/virtualservices`, {
    apiVersion: 'networking.istio.io/v1beta1',
    kind: 'VirtualService',
    metadata: { name: 'a' },
    spec: { hosts: ['a'], x: { y: null, z: [] } },
  }),
  'anything goes again': patch(`/apis/networking.istio.io/v1beta1/namespaces/${NAMESPACE}/virtualservices/a`, {
    spec: { hosts: null },
  }),
  'no version of the crd': patch(
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/canaries.flagger.app?dryRun=All',
    { spec: { group: 'x.example' } },
  ),
});

const REVIEWS = cases('reviews', {
  'may I': post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { verb: 'get', resource: 'pods' } },
  }),
  groups: get('/apis/apps'),
  leases: get('/apis/coordination.k8s.io/v1'),
  canaries: get('/apis/flagger.app/v1beta1'),
});

const WATCHED = `watch=1&timeoutSeconds=1&fieldSelector=${encodeURIComponent('metadata.name=watched')}`;
const INITIAL = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan';

const WATCHES = cases('watch', {
  'something to watch': post(`${CORE}/configmaps`, configMap('watched')),
  'from no version': get(`${CORE}/configmaps?${WATCHED}`),
  'from version 0': get(`${CORE}/configmaps?${WATCHED}&resourceVersion=0`),
  'from a list of its own': get(`${CORE}/configmaps?${WATCHED}&${INITIAL}&allowWatchBookmarks=true`),
  'from a list of its own, without bookmarks': get(`${CORE}/configmaps?${WATCHED}&${INITIAL}`),
  'a list of its own, ill asked for': get(`${CORE}/configmaps?${WATCHED}&sendInitialEvents=true`),
  'as a table': get(`${CORE}/configmaps?${WATCHED}`, TABLE),
  'as metadata': get(`${CORE}/configmaps?${WATCHED}&${INITIAL}&allowWatchBookmarks=true`, PARTIAL),
  'from nowhere': get(`${CORE}/configmaps?${WATCHED}&resourceVersion=x`),
  'in the old way': get(`/api/v1/watch/namespaces/${NAMESPACE}/configmaps/watched?timeoutSeconds=1`),
  'of a custom kind': get(`${CANARIES}?watch=1&timeoutSeconds=1&${INITIAL}&allowWatchBookmarks=true`),
  'it goes': remove(`${CORE}/configmaps/watched`),
});

/** A server that is young remembers all it saw. */
const PAST: Case = {
  title: 'watch: from the far past',
  call: get(`${CORE}/configmaps?${WATCHED}&resourceVersion=1`),
  onlyIf: 'too old',
};

export const REQUESTS: readonly Case[] = [...DEFAULTS, ...REFUSED, ...LIFE, ...CUSTOM, ...WATCHES, PAST, ...REVIEWS];
