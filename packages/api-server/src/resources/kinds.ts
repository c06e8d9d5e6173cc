import * as rules from '../rules/index.ts';
import type { Rules } from '../rules/rules.ts';
import * as columns from '../tables/index.ts';
import type { Column } from '../tables/column.ts';
import type { ScalePaths, Subresource, Verb } from './resource.ts';

/** A built-in kind as this server serves it. */
export interface Kind {
  readonly group: string;
  readonly version: string;
  /** Go's name for it, whose second part is the kind. */
  readonly type: string;
  readonly plural: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly isClusterWide?: boolean;
  readonly hasStatus?: boolean;
  readonly scale?: ScalePaths;
  readonly subresources?: readonly Subresource[];
  readonly verbs?: readonly Verb[];
  readonly columns?: readonly Column[];
  readonly rules?: Rules;
  readonly selectable?: readonly string[];
  readonly warning?: string;
}

const ALL = ['all'];
const ROLES = { columns: columns.CREATED_COLUMNS, rules: rules.ROLE_RULES };
const BINDINGS = { columns: columns.BINDING_COLUMNS, rules: rules.ROLE_RULES };
const REVIEW = { verbs: ['create'] as const, rules: rules.REVIEW_RULES, isClusterWide: true };
const SCALE: ScalePaths = {
  spec: ['spec', 'replicas'],
  status: ['status', 'replicas'],
  selector: ['spec', 'selector'],
};
const INVOLVED = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];
const TOLD = ['reason', 'reportingComponent', 'source', 'type'];

const POD_SUBRESOURCES: readonly Subresource[] = [
  { name: 'binding', kind: 'Binding', verbs: ['create'] },
  { name: 'eviction', kind: 'Eviction', apiVersion: 'policy/v1', verbs: ['create'] },
];

const core = { group: '', version: 'v1' };
const apps = { group: 'apps', version: 'v1', categories: ALL, hasStatus: true };
const rbac = { group: 'rbac.authorization.k8s.io', version: 'v1' };
const authorization = { group: 'authorization.k8s.io', version: 'v1', ...REVIEW };
const authentication = { group: 'authentication.k8s.io', version: 'v1', ...REVIEW };

/** Every built-in kind. */
export const KINDS: readonly Kind[] = [
  {
    ...core,
    type: 'core.ConfigMap',
    plural: 'configmaps',
    shortNames: ['cm'],
    columns: columns.CONFIG_MAP_COLUMNS,
    rules: rules.CONFIG_MAP_RULES,
  },
  {
    ...core,
    type: 'core.Endpoints',
    plural: 'endpoints',
    shortNames: ['ep'],
    columns: columns.ENDPOINTS_COLUMNS,
    rules: { createsOnUpdate: true },
    warning: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  },
  {
    ...core,
    type: 'core.Event',
    plural: 'events',
    shortNames: ['ev'],
    columns: columns.EVENT_COLUMNS,
    rules: rules.EVENT_RULES,
    selectable: [...INVOLVED.map((field) => `involvedObject.${field}`), ...TOLD],
  },
  { ...core, type: 'core.LimitRange', plural: 'limitranges', shortNames: ['limits'], columns: columns.CREATED_COLUMNS },
  {
    ...core,
    type: 'core.Namespace',
    plural: 'namespaces',
    shortNames: ['ns'],
    isClusterWide: true,
    hasStatus: true,
    columns: columns.NAMESPACE_COLUMNS,
    rules: rules.NAMESPACE_RULES,
    selectable: ['status.phase'],
    verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
    subresources: [{ name: 'finalize', kind: 'Namespace', verbs: ['update'] }],
  },
  {
    ...core,
    type: 'core.Node',
    plural: 'nodes',
    shortNames: ['no'],
    isClusterWide: true,
    hasStatus: true,
    columns: columns.NODE_COLUMNS,
    rules: { keepsStatus: true },
    selectable: ['spec.unschedulable'],
  },
  {
    ...core,
    type: 'core.Pod',
    plural: 'pods',
    shortNames: ['po'],
    categories: ALL,
    hasStatus: true,
    subresources: POD_SUBRESOURCES,
    columns: columns.POD_COLUMNS,
    rules: rules.POD_RULES,
    selectable: [
      'spec.nodeName',
      'spec.restartPolicy',
      'spec.schedulerName',
      'spec.serviceAccountName',
      'spec.hostNetwork',
      'status.phase',
      'status.podIP',
      'status.podIPs',
      'status.nominatedNodeName',
    ],
  },
  { ...core, type: 'core.ResourceQuota', plural: 'resourcequotas', shortNames: ['quota'], hasStatus: true },
  {
    ...core,
    type: 'core.Secret',
    plural: 'secrets',
    columns: columns.SECRET_COLUMNS,
    rules: rules.SECRET_RULES,
    selectable: ['type'],
  },
  {
    ...core,
    type: 'core.ServiceAccount',
    plural: 'serviceaccounts',
    shortNames: ['sa'],
    columns: columns.SERVICE_ACCOUNT_COLUMNS,
    rules: { returnsDeleted: true },
  },
  {
    ...core,
    type: 'core.Service',
    plural: 'services',
    shortNames: ['svc'],
    categories: ALL,
    hasStatus: true,
    columns: columns.SERVICE_COLUMNS,
    rules: rules.SERVICE_RULES,
    selectable: ['spec.clusterIP', 'spec.type'],
  },
  {
    ...apps,
    type: 'apps.DaemonSet',
    plural: 'daemonsets',
    shortNames: ['ds'],
    columns: columns.DAEMON_SET_COLUMNS,
    rules: rules.DAEMON_SET_RULES,
  },
  {
    ...apps,
    type: 'apps.Deployment',
    plural: 'deployments',
    shortNames: ['deploy'],
    columns: columns.DEPLOYMENT_COLUMNS,
    rules: rules.DEPLOYMENT_RULES,
    scale: SCALE,
  },
  {
    ...apps,
    type: 'apps.ReplicaSet',
    plural: 'replicasets',
    shortNames: ['rs'],
    columns: columns.REPLICA_SET_COLUMNS,
    rules: rules.REPLICA_SET_RULES,
    scale: SCALE,
    selectable: ['status.replicas'],
  },
  {
    ...apps,
    type: 'apps.StatefulSet',
    plural: 'statefulsets',
    shortNames: ['sts'],
    columns: columns.STATEFUL_SET_COLUMNS,
    rules: rules.STATEFUL_SET_RULES,
    scale: SCALE,
  },
  { ...authentication, type: 'authentication.SelfSubjectReview', plural: 'selfsubjectreviews' },
  { ...authentication, type: 'authentication.TokenReview', plural: 'tokenreviews' },
  {
    ...authorization,
    type: 'authorization.LocalSubjectAccessReview',
    plural: 'localsubjectaccessreviews',
    isClusterWide: false,
  },
  { ...authorization, type: 'authorization.SelfSubjectAccessReview', plural: 'selfsubjectaccessreviews' },
  { ...authorization, type: 'authorization.SelfSubjectRulesReview', plural: 'selfsubjectrulesreviews' },
  { ...authorization, type: 'authorization.SubjectAccessReview', plural: 'subjectaccessreviews' },
  {
    group: 'autoscaling',
    version: 'v2',
    type: 'autoscaling.HorizontalPodAutoscaler',
    plural: 'horizontalpodautoscalers',
    shortNames: ['hpa'],
    categories: ALL,
    hasStatus: true,
    columns: columns.AUTOSCALER_COLUMNS,
    rules: rules.AUTOSCALER_RULES,
  },
  {
    group: 'batch',
    version: 'v1',
    type: 'batch.CronJob',
    plural: 'cronjobs',
    shortNames: ['cj'],
    categories: ALL,
    hasStatus: true,
    columns: columns.CRON_JOB_COLUMNS,
    rules: rules.CRON_JOB_RULES,
  },
  {
    group: 'batch',
    version: 'v1',
    type: 'batch.Job',
    plural: 'jobs',
    categories: ALL,
    hasStatus: true,
    columns: columns.JOB_COLUMNS,
    rules: rules.JOB_RULES,
    selectable: ['status.successful'],
  },
  {
    group: 'coordination.k8s.io',
    version: 'v1',
    type: 'coordination.Lease',
    plural: 'leases',
    columns: columns.LEASE_COLUMNS,
    rules: rules.LEASE_RULES,
  },
  {
    group: 'discovery.k8s.io',
    version: 'v1',
    type: 'discovery.EndpointSlice',
    plural: 'endpointslices',
    columns: columns.ENDPOINT_SLICE_COLUMNS,
    rules: rules.ENDPOINT_SLICE_RULES,
  },
  {
    group: 'networking.k8s.io',
    version: 'v1',
    type: 'networking.Ingress',
    plural: 'ingresses',
    shortNames: ['ing'],
    hasStatus: true,
    columns: columns.INGRESS_COLUMNS,
    rules: rules.INGRESS_RULES,
  },
  {
    group: 'policy',
    version: 'v1',
    type: 'policy.PodDisruptionBudget',
    plural: 'poddisruptionbudgets',
    shortNames: ['pdb'],
    hasStatus: true,
    columns: columns.DISRUPTION_BUDGET_COLUMNS,
    rules: rules.COUNTED,
  },
  { ...rbac, ...BINDINGS, type: 'rbac.ClusterRoleBinding', plural: 'clusterrolebindings', isClusterWide: true },
  { ...rbac, ...ROLES, type: 'rbac.ClusterRole', plural: 'clusterroles', isClusterWide: true },
  { ...rbac, ...BINDINGS, type: 'rbac.RoleBinding', plural: 'rolebindings' },
  { ...rbac, ...ROLES, type: 'rbac.Role', plural: 'roles' },
  {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    type: 'apiextensions.CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    shortNames: ['crd', 'crds'],
    categories: ['api-extensions'],
    isClusterWide: true,
    hasStatus: true,
    columns: columns.CREATED_COLUMNS,
    rules: rules.DEFINITION_RULES,
  },
];
