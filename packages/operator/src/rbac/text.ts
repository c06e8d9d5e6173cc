import { LEASE_NAME, type Rule } from '@flagger/kubernetes';
import { CLUSTER_METRICS, meshBlocks, ownBlocks, type Block } from './blocks.ts';

/** Who an operator is, and where it may do what. */
export interface Account {
  /** The lines before everything. */
  readonly head: string;
  readonly scope: 'cluster' | 'namespace';
  /** Where the operator and its lease are; with scope `namespace` also the only one it may do anything in. */
  readonly namespace: string;
  /** What is said of the lease. */
  readonly lease: string;
}

/** The manifests of one account: ServiceAccount, roles and bindings, as YAML. */
export function accountText(account: Account): string {
  const all = [...ownBlocks(), ...meshBlocks()];
  const documents = [
    `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: flagger\n  namespace: ${account.namespace}\n  labels:\n    app: flagger\n`,
    role(account, 'flagger', all.map(blockText).join('')),
    binding(account, 'flagger'),
    role(account, 'flagger-cluster-metrics', blockText(CLUSTER_METRICS)),
    binding(account, 'flagger-cluster-metrics'),
    role({ ...account, scope: 'namespace' }, 'flagger-leader-election', leaseText(account.lease)),
    binding({ ...account, scope: 'namespace' }, 'flagger-leader-election'),
  ];
  return account.head + documents.join('---\n');
}

/** Named templates of the chart: the rules of everybody, of each mesh where it is wanted, and of cluster metrics. */
export function chartText(): string {
  const meshes = meshBlocks().map(
    (block) =>
      `{{- if include "flagger.hasProvider" (dict "names" (list ${block.meshes.map((name) => JSON.stringify(name)).join(' ')}) "wanted" .Values.rbac.providers) }}\n`
      + `${blockText(block)}{{- end }}\n`,
  );
  return [
    '{{/* Written by `npm run rbac`, from what the operator and its providers declare. */}}\n',
    '{{- define "flagger.rules" -}}\n',
    ...ownBlocks().map(blockText),
    ...meshes,
    '{{- end }}\n\n',
    '{{- define "flagger.clusterMetricsRules" -}}\n',
    blockText(CLUSTER_METRICS),
    '{{- end }}\n\n',
    '{{- define "flagger.leaseRules" -}}\n',
    leaseText('which of several replicas acts', SHARD_LEASES),
    '{{- end }}\n',
  ].join('');
}

const blockText = ({ says, rules }: Block): string => `  # ${says}\n${merged(rules).map(ruleText).join('')}`;

const ruleText = ({ apiGroup, resources, verbs }: Merged): string =>
  `  - apiGroups: [${apiGroup === '' ? '""' : apiGroup}]\n`
  + `    resources: [${resources.map((each) => (each === '*' ? "'*'" : each)).join(', ')}]\n`
  + `    verbs: [${verbs.join(', ')}]\n`;

interface Merged extends Omit<Rule, 'resource'> {
  readonly resources: readonly string[];
}

/** Neighbours of the same group and verbs in one rule. */
function merged(rules: readonly Rule[]): readonly Merged[] {
  return rules.reduce<readonly Merged[]>((done, { apiGroup, resource, verbs }) => {
    const last = done.at(-1);
    return last?.apiGroup === apiGroup && last.verbs.join() === verbs.join()
      ? [...done.slice(0, -1), { ...last, resources: [...last.resources, resource] }]
      : [...done, { apiGroup, verbs, resources: [resource] }];
  }, []);
}

/** Of the chart: a name for each shard, where there are several. */
const SHARD_LEASES = `
      {{- if gt (int .Values.shards) 1 }}
      {{- range until (int .Values.shards) }}
      - ${LEASE_NAME}-shard-{{ . }}
      {{- end }}
      {{- end }}`;

const leaseText = (says: string, more?: string): string => `  # ${says}
  - apiGroups: [coordination.k8s.io]
    resources: [leases]
    verbs: [create]
  - apiGroups: [coordination.k8s.io]
    resources: [leases]
    resourceNames:${more === undefined ? ` [${LEASE_NAME}]` : `\n      - ${LEASE_NAME}${more}`}
    verbs: [get, watch, update, patch]
`;

const kindOf = ({ scope }: Pick<Account, 'scope'>): string => (scope === 'cluster' ? 'ClusterRole' : 'Role');

const headOf = (account: Account, name: string, suffix: string): string =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kindOf(account)}${suffix}\nmetadata:\n  name: ${name}\n`
  + (account.scope === 'cluster' ? '' : `  namespace: ${account.namespace}\n`)
  + '  labels:\n    app: flagger\n';

const role = (account: Account, name: string, rules: string): string => `${headOf(account, name, '')}rules:\n${rules}`;

const binding = (account: Account, name: string): string => `${headOf(account, name, 'Binding')}roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ${kindOf(account)}
  name: ${name}
subjects:
  - kind: ServiceAccount
    name: flagger
    namespace: ${account.namespace}
`;
