import { readFileSync } from 'node:fs';
import type { Log } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { container } from './container.ts';
import { TOKEN } from './tokens.ts';
import { wishOf } from './wish.ts';

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs: readonly string[];
}

interface Manifest {
  readonly kind: string;
  readonly rules?: readonly Rule[];
}

const textAt = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const VERBS = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];
const LOG: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const rules = parseAllDocuments(textAt('artifacts/flagger/account.yaml'))
  .map((document) => document.toJS() as Manifest)
  .flatMap((manifest) => (manifest.kind === 'ClusterRole' ? (manifest.rules ?? []) : []));

/** What the operator may do with a kind such as `virtualservices.networking.istio.io`, sorted. */
function verbsFor(crd: string): readonly string[] {
  const [, plural = '', group = ''] = /^([^.]+)\.(.+)$/.exec(crd) ?? [];
  return rules
    .filter(({ apiGroups, resources }) => apiGroups?.includes(group) && resources?.includes(plural))
    .flatMap(({ verbs }) => verbs)
    .sort();
}

function boundMeshes() {
  const wish = wishOf([], {});
  if (wish.kind !== 'run') {
    throw new Error('the defaults do not start the operator');
  }
  return container(wish.options, LOG).getAll(TOKEN.mesh);
}

describe('the ClusterRole in artifacts/flagger/account.yaml', () => {
  it('has the rules that the kinds of every bound provider need', () => {
    const kinds = [...new Set(boundMeshes().flatMap(({ crds }) => crds))];
    expect(kinds.length).toBeGreaterThan(5);
    expect(kinds.filter((kind) => verbsFor(kind).join() !== VERBS.join())).toEqual([]);
  });

  it('lets a leader be elected, and followed by those who wait', () => {
    expect(verbsFor('leases.coordination.k8s.io')).toEqual(
      expect.arrayContaining(['create', 'get', 'update', 'watch']),
    );
  });

  it('grants nothing by a wildcard', () => {
    const granted = rules.flatMap(({ apiGroups = [], resources = [], verbs }) => [
      ...apiGroups,
      ...resources,
      ...verbs,
    ]);
    expect(granted.filter((each) => each.includes('*'))).toEqual([]);
  });
});

describe('docs/extending.md', () => {
  it('sends whoever binds a provider to the ClusterRole', () => {
    const [, binding = ''] = /^## \d+\. Bind it$([^]*?)^## /m.exec(textAt('docs/extending.md')) ?? [];
    expect(binding).toContain('artifacts/flagger/account.yaml');
  });
});
