import { accountText, chartText } from './text.ts';

const CLUSTER_HEAD = `# Who the operator is in the cluster, and what it may do there: what it asks for, and no more. Written by \`npm run rbac\`. For one namespace
# only there is account-namespaced.yaml.
`;
const NAMESPACE_HEAD = `# As account.yaml, for an operator with -namespace=test: it sees that namespace only, and may do nothing in any other. For another one:
#   sed 's/namespace: test/namespace: shop/' artifacts/flagger/account-namespaced.yaml | kubectl apply -f -
# deployment.yaml goes into the same namespace then. MetricTemplates, AlertProviders and meshes of other namespaces are out of reach.
`;

/** Every file that says what the operator may do, with its text, by its path from the root of the repository. */
export const rbacFiles = (): ReadonlyMap<string, string> =>
  new Map([
    [
      'artifacts/flagger/account.yaml',
      accountText({
        head: CLUSTER_HEAD,
        scope: 'cluster',
        namespace: 'istio-system',
        lease: 'which of several replicas acts: with -leader-election-namespace=istio-system',
      }),
    ],
    [
      'artifacts/flagger/account-namespaced.yaml',
      accountText({
        head: NAMESPACE_HEAD,
        scope: 'namespace',
        namespace: 'test',
        lease: 'which of several replicas acts: with -namespace the lease is kept in that one',
      }),
    ],
    [
      'kustomize/base/flagger/rbac.yaml',
      accountText({
        head: '# What the operator may do: what it asks for, and no more. Written by `npm run rbac`.\n',
        scope: 'cluster',
        namespace: 'flagger-system',
        lease: 'which of several replicas acts: with -leader-election-namespace=flagger-system',
      }),
    ],
    ['charts/flagger/templates/_rules.tpl', chartText()],
  ]);
