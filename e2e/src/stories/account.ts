import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { asJson, type Kube } from '../compare/kube.ts';
import { listOf, textOf, treeOf, valueAt, type Tree } from '../compare/values.ts';
import { auditLog, requestsIn } from '../permissions/audit-log.ts';
import { grantsIn, type Grant } from '../permissions/grants.ts';
import { verdictOf } from '../permissions/verdict.ts';
import { kubeconfigPath } from './scene.ts';

const MANIFESTS = resolve(import.meta.dirname, '../../../artifacts/flagger');
const RBAC = '/apis/rbac.authorization.k8s.io/v1';
/** Grants of a role that was made are seen by the API server a moment later. */
const AUDIT_LAG_MS = 1_500;

/** What was asked with an account: `verb resource.group`. */
export interface AskedWith {
  readonly refused: readonly string[];
  /** What the roles of the account grant and nobody used. */
  readonly unused: readonly string[];
}

interface Given {
  readonly user: string;
  readonly folder: string;
  readonly granted: readonly Grant[];
  /** Paths of what was made. */
  readonly made: readonly string[];
  /** How long the audit log was before. */
  readonly from: number;
}

/** The operator's account as a manifest describes it, made on the cluster, with a token of its own. */
export class Account {
  private constructor(
    private readonly kube: Kube,
    private readonly given: Given,
  ) {}

  /** As `kubectl apply` would make it, with `home` as the namespace of the operator. */
  static async of(kube: Kube, file: string, home: string): Promise<Account> {
    const text = readFileSync(join(MANIFESTS, file), 'utf8').replaceAll('namespace: test', `namespace: ${home}`);
    const objects = parseAllDocuments(text).map((document) => treeOf(document.toJS()));
    await kube.send('POST', '/api/v1/namespaces', asJson({ metadata: { name: home } }));
    // who was killed before gave it back to nobody
    await kube.send('DELETE', `/apis/coordination.k8s.io/v1/namespaces/${home}/leases/flagger-leader-election`);
    const made: string[] = [];
    for (const object of objects) {
      const path = `${collectionOf(object)}/${textOf(valueAt(object, 'metadata', 'name'))}`;
      await kube.send('DELETE', path);
      await kube.must('POST', collectionOf(object), asJson(object));
      made.push(path);
    }
    return Account.held(kube, { home, objects, made });
  }

  /** One that is there already, made of these objects. */
  static async held(
    kube: Kube,
    {
      home,
      objects,
      made = [],
    }: { readonly home: string; readonly objects: readonly Tree[]; readonly made?: readonly string[] },
  ): Promise<Account> {
    const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } };
    const answer = await kube.must('POST', `/api/v1/namespaces/${home}/serviceaccounts/flagger/token`, asJson(request));
    const folder = mkdtempSync(join(tmpdir(), 'flagger-e2e-'));
    writeFileSync(join(folder, 'kubeconfig'), withToken(textOf(valueAt(answer, 'status', 'token'))), { mode: 0o600 });
    const granted = grantsIn(objects);
    const user = `system:serviceaccount:${home}:flagger`;
    return new Account(kube, { user, folder, granted, made, from: statSync(auditLog()).size });
  }

  get kubeconfig(): string {
    return join(this.given.folder, 'kubeconfig');
  }

  /** What was asked with it until now. */
  async asked(): Promise<AskedWith> {
    await new Promise((done) => setTimeout(done, AUDIT_LAG_MS));
    const { user, from, granted } = this.given;
    const isOurs = (entry: Tree): boolean => valueAt(entry, 'user', 'username') === user;
    return verdictOf(await requestsIn(auditLog(), isOurs, from), granted, []);
  }

  async close(): Promise<void> {
    for (const path of this.given.made) {
      await this.kube.send('DELETE', path);
    }
    rmSync(this.given.folder, { recursive: true, force: true });
  }
}

function collectionOf({ kind, metadata }: Tree): string {
  const namespace = textOf(treeOf(metadata)['namespace']);
  const scope = namespace === '' ? '' : `/namespaces/${namespace}`;
  return `${kind === 'ServiceAccount' ? '/api/v1' : RBAC}${scope}/${textOf(kind).toLowerCase()}s`;
}

function withToken(token: string): string {
  const config = treeOf(parse(readFileSync(kubeconfigPath(), 'utf8')));
  const users = listOf(config['users']).map((user) => ({ ...treeOf(user), user: { token } }));
  return stringify({ ...config, users });
}
