// What one canary of each mesh asks of the API server: one operator, one canary for each mesh, each in a namespace of its own.
import { sleep } from './cluster.mjs';
import * as knative from './knative.mjs';
import { crd, nameOf, nsOf } from './workload.mjs';

const HOST = 'app.example.com';
const ingress = (ns, app) => ({
  path: `/apis/networking.k8s.io/v1/namespaces/${ns}/ingresses`,
  object: {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'front', namespace: ns },
    spec: {
      rules: [
        {
          host: HOST,
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: app, port: { number: 80 } } } }],
          },
        },
      ],
    },
  },
});
const apisixRoute = (ns, app) => ({
  path: `/apis/apisix.apache.org/v2/namespaces/${ns}/apisixroutes`,
  object: {
    apiVersion: 'apisix.apache.org/v2',
    kind: 'ApisixRoute',
    metadata: { name: 'front', namespace: ns },
    spec: {
      http: [
        { name: 'main', match: { hosts: [HOST], paths: ['/*'] }, backends: [{ serviceName: app, servicePort: 80 }] },
      ],
    },
  },
});
const ref = (apiVersion, kind) => ({ apiVersion, kind, name: 'front' });
const gateway = { service: { gatewayRefs: [{ name: 'public', namespace: 'edge' }] } };
const beside = { spec: { ingressRef: ref('networking.k8s.io/v1', 'Ingress') }, there: ingress };

/**
 * By provider: what its Canary says beside the usual, the user's object that it goes by or releases, and how that gets another image
 * where it is no Deployment.
 */
export const CANARIES = {
  istio: {},
  'gatewayapi:v1': gateway,
  'gatewayapi:v1beta1': gateway,
  linkerd: {},
  'smi:v1alpha1': {},
  'smi:v1alpha2': {},
  'smi:v1alpha3': {},
  osm: {},
  nginx: beside,
  contour: {},
  traefik: {},
  gloo: {},
  kuma: {},
  skipper: beside,
  apisix: { spec: { routeRef: ref('apisix.apache.org/v2', 'ApisixRoute') }, there: apisixRoute },
  appmesh: { service: { meshName: 'global' } },
  'appmesh:v1beta2': { service: { meshName: 'global' } },
  knative: { specOf: knative.spec, there: knative.service, release: knative.release },
  // releases by switching over after five checks
  kubernetes: { analysis: { iterations: 5, maxWeight: undefined, stepWeight: undefined } },
};

/** The kinds of all meshes, each with every version that one of them uses. */
export const CRDS = [
  crd('networking.istio.io', 'virtualservices', 'VirtualService', ['v1beta1', 'v1']),
  crd('networking.istio.io', 'destinationrules', 'DestinationRule', ['v1beta1', 'v1']),
  crd('gateway.networking.k8s.io', 'httproutes', 'HTTPRoute', ['v1', 'v1beta1']),
  crd('split.smi-spec.io', 'trafficsplits', 'TrafficSplit', ['v1alpha1', 'v1alpha2', 'v1alpha3']),
  crd('projectcontour.io', 'httpproxies', 'HTTPProxy', ['v1']),
  crd('traefik.io', 'traefikservices', 'TraefikService', ['v1alpha1']),
  crd('gateway.solo.io', 'routetables', 'RouteTable', ['v1']),
  crd('gloo.solo.io', 'upstreams', 'Upstream', ['v1']),
  crd('kuma.io', 'trafficroutes', 'TrafficRoute', ['v1alpha1'], 'Cluster'),
  crd('apisix.apache.org', 'apisixroutes', 'ApisixRoute', ['v2']),
  crd('appmesh.k8s.aws', 'virtualnodes', 'VirtualNode', ['v1beta1', 'v1beta2']),
  crd('appmesh.k8s.aws', 'virtualservices', 'VirtualService', ['v1beta1', 'v1beta2']),
  crd('appmesh.k8s.aws', 'virtualrouters', 'VirtualRouter', ['v1beta2']),
  crd('serving.knative.dev', 'services', 'Service', ['v1']),
  crd('serving.knative.dev', 'revisions', 'Revision', ['v1']),
];

/** Objects whose mesh says in their status whether it took them, what it says of all of them, and what it makes of one before. */
const ANSWERED = [
  {
    path: '/apis/gateway.networking.k8s.io/v1/httproutes',
    status: ({ metadata: { generation }, spec }) => ({
      parents: (spec.parentRefs ?? []).map((parentRef) => ({
        parentRef,
        controllerName: 'example.com/bench',
        conditions: ['Accepted', 'ResolvedRefs'].map((type) => condition(type, generation)),
      })),
    }),
  },
  {
    path: '/apis/projectcontour.io/v1/httpproxies',
    status: ({ metadata: { generation } }) => ({
      currentStatus: 'valid',
      conditions: [condition('Valid', generation)],
    }),
  },
  {
    path: '/apis/serving.knative.dev/v1/services',
    makes: knative.revision,
    status: (found) => ({
      ...knative.traffic(found),
      conditions: [condition('RoutesReady', found.metadata.generation)],
    }),
  },
  {
    path: '/apis/serving.knative.dev/v1/revisions',
    status: ({ metadata: { generation } }) => ({ conditions: [condition('Ready', generation)] }),
  },
];
const condition = (type, observedGeneration) => ({
  type,
  status: 'True',
  reason: type,
  message: '',
  observedGeneration,
  lastTransitionTime: new Date().toISOString(),
});

/** Waits until the API server serves them all, in each version. */
export async function servedKinds(kube) {
  const paths = CRDS.flatMap(({ spec: { group, names, versions } }) =>
    versions.map(({ name }) => `/apis/${group}/${name}/${names.plural}`),
  );
  for (const path of paths)
    for (let tries = 0; ; tries++) {
      try {
        await kube.get(path);
        break;
      } catch (e) {
        if (tries > 60) throw e;
        await sleep(250);
      }
    }
}

/** Plays the controllers that say so, as somebody else than the operator; gives what ends it. */
export async function answerRoutes(kube) {
  const stops = await Promise.all(
    ANSWERED.map(({ path, status, makes }) =>
      kube.watch(path, async (type, object) => {
        const { namespace, name, generation } = object.metadata;
        const said = JSON.stringify(object.status ?? {});
        if (type === 'DELETED' || said.includes(`"observedGeneration":${generation}`)) return;
        const one = path.replace(/\/([^/]+)$/, `/namespaces/${namespace}/$1/${name}/status`);
        const made = makes?.(object);
        if (made) await kube.apply(made.path, made.object).catch(() => {});
        kube.merge(one, { status: status(object) }).catch(() => {});
      }),
    ),
  );
  return () => stops.forEach((stop) => stop());
}

/** Sets the next image where the target is no Deployment: `indices` are those of the canaries of `names`. */
export const releaseOthers = (kube, names, indices) =>
  Promise.all(names.map((name, at) => CANARIES[name].release?.(kube, nsOf(indices[at]), nameOf(indices[at]), 'app:2')));

/** Requests by the canary that they are about; those that are about none, such as watches, are under ''. */
export function byNamespace(requests) {
  const by = new Map();
  for (const r of requests) {
    // what belongs to the whole cluster is named after the canary's service
    const ns = r.ns ?? (/^app-\d+/.test(r.name ?? '') ? `bench-${Number(r.name.match(/\d+/)[0]) / 100}` : '');
    by.set(ns, [...(by.get(ns) ?? []), r]);
  }
  return by;
}

/** The table of `docs/measured.md`. */
export const table = (rows) =>
  [
    '| mesh | requests idle, per minute | requests of a rollout of five steps | of these to the mesh |',
    '|---|---|---|---|',
    ...rows.map(
      (r) => `| \`${r.mesh}\` | ${r.idlePerMinute} | ${r.rollout}${r.ok ? '' : ' (not promoted)'} | ${r.toMesh} |`,
    ),
  ].join('\n');
