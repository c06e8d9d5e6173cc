import type { Resource } from '@flagger/kubernetes';

const VERBS = ['get', 'list', 'watch', 'create', 'patch'];

const resource = (apiVersion: string, kind: string, plural: string): Resource => ({
  apiVersion,
  kind,
  plural,
  namespaced: true,
  verbs: VERBS,
});

/** A kind of the whole cluster. */
const clusterWide = (...names: Parameters<typeof resource>): Resource => ({ ...resource(...names), namespaced: false });

/** The kinds that the command line asks for; whether a cluster has them, only the cluster knows. */
const KINDS: readonly Resource[] = [
  resource('flagger.app/v1beta1', 'Canary', 'canaries'),
  resource('flagger.app/v1beta1', 'MetricTemplate', 'metrictemplates'),
  resource('flagger.app/v1beta1', 'AlertProvider', 'alertproviders'),
  resource('v1', 'Event', 'events'),
  resource('v1', 'Service', 'services'),
  resource('v1', 'ConfigMap', 'configmaps'),
  resource('v1', 'Secret', 'secrets'),
  resource('apps/v1', 'Deployment', 'deployments'),
  resource('apps/v1', 'DaemonSet', 'daemonsets'),
  resource('autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers'),
  resource('keda.sh/v1alpha1', 'ScaledObject', 'scaledobjects'),
  resource('networking.k8s.io/v1', 'Ingress', 'ingresses'),
  resource('networking.istio.io/v1beta1', 'VirtualService', 'virtualservices'),
  resource('networking.istio.io/v1beta1', 'DestinationRule', 'destinationrules'),
  resource('gateway.networking.k8s.io/v1', 'HTTPRoute', 'httproutes'),
  resource('projectcontour.io/v1', 'HTTPProxy', 'httpproxies'),
  resource('split.smi-spec.io/v1alpha2', 'TrafficSplit', 'trafficsplits'),
  resource('traefik.io/v1alpha1', 'TraefikService', 'traefikservices'),
  resource('appmesh.k8s.aws/v1beta2', 'VirtualRouter', 'virtualrouters'),
  resource('appmesh.k8s.aws/v1beta2', 'VirtualNode', 'virtualnodes'),
  resource('gateway.solo.io/v1', 'RouteTable', 'routetables'),
  resource('gloo.solo.io/v1', 'Upstream', 'upstreams'),
  resource('apisix.apache.org/v2', 'ApisixRoute', 'apisixroutes'),
  resource('coordination.k8s.io/v1', 'Lease', 'leases'),
  clusterWide('kuma.io/v1alpha1', 'TrafficRoute', 'trafficroutes'),
  clusterWide('v1', 'Namespace', 'namespaces'),
  clusterWide('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions'),
  clusterWide('authorization.k8s.io/v1', 'SelfSubjectAccessReview', 'selfsubjectaccessreviews'),
  clusterWide('authorization.k8s.io/v1', 'SubjectAccessReview', 'subjectaccessreviews'),
  clusterWide('authentication.k8s.io/v1', 'SelfSubjectReview', 'selfsubjectreviews'),
];

/** How the API server serves a kind; undefined for one that the command line knows nothing of. */
export const resourceOf = (kind: string): Resource | undefined => KINDS.find((each) => each.kind === kind);
