import * as rules from '../rules/index.ts';
import * as columns from '../tables/index.ts';
import type { Kind } from './kind.ts';
import type { Subresource } from './resource.ts';

const ALL = ['all'];
const INVOLVED = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];
const TOLD = ['reason', 'reportingComponent', 'source', 'type'];

const POD_SUBRESOURCES: readonly Subresource[] = [
  { name: 'binding', kind: 'Binding', verbs: ['create'] },
  { name: 'eviction', kind: 'Eviction', apiVersion: 'policy/v1', verbs: ['create'] },
];

const core = { group: '', version: 'v1' };

/** The kinds of the group without a name. */
export const CORE_KINDS: readonly Kind[] = [
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
];
