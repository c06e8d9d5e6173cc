import * as rules from '../rules/index.ts';
import * as columns from '../tables/index.ts';
import { CORE_KINDS } from './core-kinds.ts';
import type { Kind } from './kind.ts';
import type { ScalePaths } from './resource.ts';

const ALL = ['all'];
const ROLES = { columns: columns.CREATED_COLUMNS, rules: rules.ROLE_RULES };
const BINDINGS = { columns: columns.BINDING_COLUMNS, rules: rules.ROLE_RULES };
const REVIEW = { verbs: ['create'] as const, rules: rules.REVIEW_RULES, isClusterWide: true };
const SCALE: ScalePaths = {
  spec: ['spec', 'replicas'],
  status: ['status', 'replicas'],
  selector: ['spec', 'selector'],
};

const apps = { group: 'apps', version: 'v1', categories: ALL, hasStatus: true };
const rbac = { group: 'rbac.authorization.k8s.io', version: 'v1' };
const authorization = { group: 'authorization.k8s.io', version: 'v1', ...REVIEW };
const authentication = { group: 'authentication.k8s.io', version: 'v1', ...REVIEW };

/** Every built-in kind. */
export const KINDS: readonly Kind[] = [
  ...CORE_KINDS,
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
