import type { MeshRule, MeshVerb } from '@flagger/api';

/** What is asked of the API server about one kind, as a rule of a role says it; a subresource is `canaries/status`. */
export type Rule = MeshRule;

const LOOK: readonly MeshVerb[] = ['get', 'list', 'watch'];

const rule = (apiGroup: string, resource: string, verbs: readonly MeshVerb[]): Rule => ({ apiGroup, resource, verbs });

/**
 * All that this package asks of the API server about canaries and what they are made of, whatever the mesh. Nothing
 * is ever deleted: what a canary owns goes with it.
 */
export const RULES: readonly Rule[] = [
  rule('flagger.app', 'canaries', [...LOOK, 'patch']),
  rule('flagger.app', 'canaries/status', ['patch']),
  // asked of whoever makes objects that a canary owns, where the cluster enforces permissions of owners
  rule('flagger.app', 'canaries/finalizers', ['update']),
  rule('flagger.app', 'metrictemplates', LOOK),
  rule('flagger.app', 'alertproviders', LOOK),
  rule('', 'configmaps', [...LOOK, 'create', 'update', 'patch']),
  rule('', 'secrets', [...LOOK, 'create', 'update', 'patch']),
  rule('', 'services', [...LOOK, 'create', 'patch']),
  rule('apps', 'deployments', [...LOOK, 'create', 'update', 'patch']),
  rule('apps', 'daemonsets', [...LOOK, 'create', 'update', 'patch']),
  rule('autoscaling', 'horizontalpodautoscalers', [...LOOK, 'create', 'update', 'patch']),
  rule('keda.sh', 'scaledobjects', [...LOOK, 'create', 'update', 'patch']),
  rule('', 'events', ['create']),
  // only where pods do not get ready, to say why
  rule('', 'pods', ['list']),
];

/** What an election asks, in the namespace where its lease is. */
export const LEASE_RULES: readonly Rule[] = [
  rule('coordination.k8s.io', 'leases', ['get', 'watch', 'create', 'update', 'patch']),
];

/** What metrics that the cluster itself knows ask, where a MetricTemplate is of type `externalmetrics` or `keptn`. */
export const CLUSTER_METRICS_RULES: readonly Rule[] = [
  // the resource is the name of the metric
  rule('external.metrics.k8s.io', '*', ['list']),
  rule('metrics.keptn.sh', 'keptnmetrics', ['get']),
  rule('metrics.keptn.sh', 'analyses', ['get', 'create', 'delete']),
];
