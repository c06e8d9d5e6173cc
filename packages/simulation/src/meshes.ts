import type { KubeObject, MeshProvider } from '@flagger/api';
import { apisix } from '@flagger/provider-apisix';
import { appmesh, appmeshV1beta2 } from '@flagger/provider-appmesh';
import { gatewayapi } from '@flagger/provider-gatewayapi';
import { contour } from '@flagger/provider-contour';
import { gloo } from '@flagger/provider-gloo';
import { istio } from '@flagger/provider-istio';
import { knative } from '@flagger/provider-knative';
import { kubernetes } from '@flagger/provider-kubernetes';
import { kuma } from '@flagger/provider-kuma';
import { nginx } from '@flagger/provider-nginx';
import { skipper } from '@flagger/provider-skipper';
import { smi } from '@flagger/provider-smi';
import { traefik } from '@flagger/provider-traefik';
import { at, listOf, textAt } from '@flagger/simulated-cluster';
import { apisixSplit, userRoute } from './apisix-split.ts';
import { knativeSplit, REVISIONS } from './knative-released.ts';
import { ingressSplit, userIngress } from './ingress-split.ts';
import type { Released } from './released.ts';
import { type Answer, answerOfContour, answerOfParents } from './route-verdicts.ts';
import { NAMESPACE } from './service-names.ts';
import { skipperSplit } from './skipper-split.ts';
import { split, type Split } from './split.ts';
import { traefikSplit } from './traefik-split.ts';

/** One mesh as somebody sees it who knows nothing of its provider: by the objects themselves. */
export interface Mesh {
  readonly name: string;
  readonly provider: MeshProvider;
  /** What `spec.service` must say for it. */
  readonly service: object;
  /** What else the spec must say, such as the object of a user that it goes by. */
  readonly spec?: object;
  /** Objects of a user that are there before. */
  readonly there?: readonly KubeObject[];
  /** The object named like the apex that splits traffic; undefined where there is none. */
  readonly split?: Split;
  /** What its controllers say of the split; absent where they say nothing, or where what is released says it. */
  readonly answer?: Answer;
  /** What is released; Deployments where it is absent. */
  readonly released?: Released;
}

const SMI = 'smi:istio';

/** Every mesh that is simulated, by the name that the command line takes. */
export const MESHES: readonly Mesh[] = [
  {
    name: 'istio',
    provider: istio,
    service: {},
    split: split({
      apiVersion: 'networking.istio.io/v1beta1',
      kind: 'VirtualService',
      routes: 'http',
      shares: ['route'],
      nameOf: (share) => textAt(share, 'destination', 'host'),
      broken: { http: [{ route: [{ destination: { host: 'elsewhere' } }] }] },
    }),
  },
  {
    name: SMI,
    provider: smiProvider(),
    service: {},
    split: split({
      apiVersion: 'split.smi-spec.io/v1alpha1',
      kind: 'TrafficSplit',
      routes: '',
      shares: ['backends'],
      writesText: true,
      nameOf: (share) => textAt(share, 'service'),
      broken: { backends: [{ service: 'elsewhere', weight: '100' }] },
    }),
  },
  {
    name: 'appmesh',
    provider: appmesh,
    service: { meshName: 'global' },
    split: {
      ...split({
        apiVersion: 'appmesh.k8s.aws/v1beta1',
        kind: 'VirtualService',
        routes: 'routes',
        shares: ['http', 'action', 'weightedTargets'],
        nameOf: (share) => textAt(share, 'virtualNodeName'),
        broken: { routes: [] },
      }),
      name: (apex) => `${apex}.${NAMESPACE}`,
    },
  },
  {
    name: 'appmesh:v1beta2',
    provider: appmeshV1beta2,
    service: {},
    split: split({
      apiVersion: 'appmesh.k8s.aws/v1beta2',
      kind: 'VirtualRouter',
      routes: 'routes',
      shares: ['httpRoute', 'action', 'weightedTargets'],
      nameOf: (share) => textAt(share, 'virtualNodeRef', 'name'),
      broken: { routes: [] },
    }),
  },
  ...gatewayapi.map((provider, index) => {
    const version = ['v1', 'v1beta1'][index] ?? '';
    return {
      name: `gatewayapi:${version}`,
      provider,
      service: { gatewayRefs: [{ name: 'public', namespace: 'edge' }] },
      answer: answerOfParents,
      split: split({
        apiVersion: `gateway.networking.k8s.io/${version}`,
        kind: 'HTTPRoute',
        routes: 'rules',
        shares: ['backendRefs'],
        nameOf: (share) => textAt(share, 'name'),
        isMirrored: (entry) =>
          listOf(at(entry, 'filters')).some((filter) =>
            textAt(filter, 'requestMirror', 'backendRef', 'name').endsWith('-canary'),
          ),
        broken: { rules: [{ backendRefs: [{ name: 'elsewhere', port: 80 }] }] },
      }),
    };
  }),
  { name: 'kubernetes', provider: kubernetes, service: {} },
  {
    name: 'nginx',
    provider: nginx,
    service: {},
    spec: { ingressRef: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'front' } },
    there: [userIngress('front')],
    split: ingressSplit('front'),
  },
  {
    name: 'contour',
    provider: contour,
    service: {},
    answer: answerOfContour,
    split: split({
      apiVersion: 'projectcontour.io/v1',
      kind: 'HTTPProxy',
      routes: 'routes',
      shares: ['services'],
      nameOf: (share) => textAt(share, 'name'),
      broken: { routes: [{ services: [{ name: 'elsewhere', port: 80 }] }] },
    }),
  },
  { name: 'traefik', provider: traefik, service: {}, split: traefikSplit },
  {
    name: 'skipper',
    provider: skipper,
    service: {},
    spec: { ingressRef: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'front' } },
    there: [userIngress('front')],
    split: skipperSplit('front'),
  },
  {
    name: 'apisix',
    provider: apisix,
    service: {},
    spec: { routeRef: { apiVersion: 'apisix.apache.org/v2', kind: 'ApisixRoute', name: 'front' } },
    there: [userRoute('front')],
    split: apisixSplit('front'),
  },
  {
    name: 'gloo',
    provider: gloo,
    service: {},
    split: split({
      apiVersion: 'gateway.solo.io/v1',
      kind: 'RouteTable',
      routes: 'routes',
      shares: ['routeAction', 'multi', 'destinations'],
      // test-podinfo-canaryupstream-80
      nameOf: (share) => textAt(share, 'destination', 'upstream', 'name').replace(/^[^-]*-(.*)upstream-\d+$/, '$1'),
      broken: { routes: [{ routeAction: { single: { kube: { ref: { name: 'elsewhere' }, port: 80 } } } }] },
    }),
  },
  {
    name: 'kuma',
    provider: kuma,
    service: {},
    split: {
      ...split({
        apiVersion: 'kuma.io/v1alpha1',
        kind: 'TrafficRoute',
        routes: '',
        shares: ['conf', 'split'],
        // podinfo-canary_test_svc_80
        nameOf: (share) => textAt(share, 'destination', 'kuma.io/service').replace(/_.*/, ''),
        broken: { conf: { split: [{ destination: { 'kuma.io/service': 'elsewhere_test_svc_80' }, weight: 100 }] } },
      }),
      isOfCluster: true,
    },
  },
  { name: 'knative', provider: knative, service: {}, split: knativeSplit, released: REVISIONS },
];

function smiProvider(): MeshProvider {
  const found = smi.find(({ names }) => names.includes(SMI));
  if (!found) {
    throw new Error(`there is no provider ${SMI}`);
  }
  return found;
}
