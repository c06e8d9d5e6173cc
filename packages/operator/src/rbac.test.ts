import { readFileSync } from 'node:fs';
import { CLUSTER_METRICS_RULES, LEASE_RULES, RULES, type Rule as Needed } from '@flagger/kubernetes';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { boundMeshes } from './rbac/blocks.ts';
import { rbacFiles } from './rbac/files.ts';

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly Rule[];
  readonly roleRef?: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly { readonly name: string; readonly namespace: string }[];
}

const textAt = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

const manifests = (file: string): readonly Manifest[] =>
  parseAllDocuments(textAt(`artifacts/flagger/${file}`)).map((document) => document.toJS() as Manifest);

const rulesOf = (file: string, name: string): readonly Rule[] =>
  manifests(file).find((each) => /Role$/.test(each.kind) && each.metadata.name === name)?.rules ?? [];

/** `get deployments.apps`, `patch canaries/status.flagger.app`, `create events.`, each once and sorted. */
const granted = (rules: readonly Rule[]): readonly string[] =>
  distinct(
    rules.flatMap(({ apiGroups = [], resources = [], verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}.${group}`)),
      ),
    ),
  );

const needed = (rules: readonly Needed[]): readonly string[] =>
  distinct(rules.flatMap(({ apiGroup, resource, verbs }) => verbs.map((verb) => `${verb} ${resource}.${apiGroup}`)));

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();

it.each([...rbacFiles()])('%s is committed as the generator makes it', (path, text) => {
  expect(textAt(path)).toBe(text);
});

describe.each([
  ['account.yaml', 'ClusterRole', undefined, 'istio-system'],
  ['account-namespaced.yaml', 'Role', 'test', 'test'],
])('artifacts/flagger/%s', (file, kind, namespace, home) => {
  it('grants all that canaries and every bound mesh need, and nothing else', () => {
    const wanted = needed([...RULES, ...boundMeshes().flatMap(({ rules }) => rules)]);
    expect(wanted.length).toBeGreaterThan(50);
    expect(granted(rulesOf(file, 'flagger'))).toEqual(wanted);
  });

  it('grants what metrics that the cluster itself knows need by a role of their own', () => {
    expect(granted(rulesOf(file, 'flagger-cluster-metrics'))).toEqual(needed(CLUSTER_METRICS_RULES));
  });

  it('grants what an election needs where the lease is, and nothing else', () => {
    const rules = rulesOf(file, 'flagger-leader-election');
    expect(granted(rules)).toEqual(needed(LEASE_RULES));
    const named = rules.filter(({ verbs }) => !verbs.includes('create'));
    expect(named.map(({ resourceNames }) => resourceNames)).toEqual([['flagger-leader-election']]);
  });

  it('binds both to the account of the operator, and nobody else to anything', () => {
    const all = manifests(file);
    expect(all.map((each) => [each.kind, each.metadata.name, each.metadata.namespace])).toEqual([
      ['ServiceAccount', 'flagger', home],
      [kind, 'flagger', namespace],
      [`${kind}Binding`, 'flagger', namespace],
      [kind, 'flagger-cluster-metrics', namespace],
      [`${kind}Binding`, 'flagger-cluster-metrics', namespace],
      ['Role', 'flagger-leader-election', home],
      ['RoleBinding', 'flagger-leader-election', home],
    ]);
    const bindings = all.flatMap(({ roleRef, subjects }) => (roleRef ? [{ roleRef, subjects }] : []));
    expect(bindings).toMatchObject([
      { roleRef: { kind, name: 'flagger' }, subjects: [{ name: 'flagger', namespace: home }] },
      { roleRef: { kind, name: 'flagger-cluster-metrics' }, subjects: [{ name: 'flagger', namespace: home }] },
      { roleRef: { kind: 'Role', name: 'flagger-leader-election' }, subjects: [{ name: 'flagger', namespace: home }] },
    ]);
    expect(bindings.map(({ subjects }) => subjects?.length)).toEqual([1, 1, 1]);
  });

  it('names the CRDs of every bound mesh', () => {
    const kinds = distinct(boundMeshes().flatMap(({ crds }) => crds));
    const verbs = granted(rulesOf(file, 'flagger'));
    expect(kinds.length).toBeGreaterThan(5);
    expect(kinds.filter((crd) => !verbs.includes(`watch ${crd}`))).toEqual([]);
  });

  it('grants nothing by a wildcard but external metrics, whose names are their resources, and deletes its questions to Keptn only', () => {
    const rules = manifests(file).flatMap(({ rules: each = [] }) => each);
    expect(granted(rules).filter((each) => /\*|delete|escalate|bind|impersonate/.test(each))).toEqual([
      'delete analyses.metrics.keptn.sh',
      'list *.external.metrics.k8s.io',
    ]);
  });
});

describe('docs/extending.md', () => {
  it('sends whoever binds a provider to the roles', () => {
    const [, binding = ''] = /^## \d+\. Bind it$([^]*?)^## /m.exec(textAt('docs/extending.md')) ?? [];
    expect(binding).toContain('artifacts/flagger/account.yaml');
    expect(binding).toContain('account-namespaced.yaml');
  });
});
