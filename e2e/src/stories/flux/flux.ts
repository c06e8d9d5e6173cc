import { listOf, textOf, treeOf, valueAt, type Tree } from '../../compare/values.ts';
import type { Scene } from '../scene.ts';

/** A condition of an object of Flux: `True`, `HealthCheckFailed`, and what it says. */
export interface Said {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** A loaded machine is no failure. */
const PATIENCE_SECONDS = 150;
const VERSIONS: Readonly<Record<string, string>> = {
  GitRepository: 'source.toolkit.fluxcd.io/v1',
  Kustomization: 'kustomize.toolkit.fluxcd.io/v1',
  HelmRelease: 'helm.toolkit.fluxcd.io/v2',
};

/** Flux on the cluster of a scene: what it is told to do in the scene's namespace, and what it says of that. */
export class Flux {
  constructor(private readonly scene: Scene) {}

  /** What `flux reconcile` does. */
  async reconcile(kind: string, name: string): Promise<void> {
    const annotations = { 'reconcile.fluxcd.io/requestedAt': new Date().toISOString() };
    await this.scene.patch(aRef(kind, name), { metadata: { annotations } });
  }

  /** What `flux suspend` and `flux resume` do. */
  async suspend(kind: string, name: string, isSuspended = true): Promise<void> {
    await this.scene.patch(aRef(kind, name), { spec: { suspend: isSuspended } });
  }

  async get(kind: string, name: string): Promise<Tree> {
    return this.scene.get(VERSIONS[kind] ?? '', kind, name);
  }

  async said(kind: string, name: string): Promise<Said> {
    const conditions = listOf(valueAt(await this.get(kind, name), 'status', 'conditions')).map(treeOf);
    const ready = conditions.find(({ type }) => type === 'Ready') ?? {};
    return { status: textOf(ready['status']), reason: textOf(ready['reason']), message: textOf(ready['message']) };
  }

  /** Waits until it says so of an object. */
  async says(kind: string, name: string, isSo: (said: Said) => boolean): Promise<void> {
    await this.until(kind, name, async () => isSo(await this.said(kind, name)));
  }

  /** Waits until a Kustomization is ready with this revision. */
  async applied(name: string, revision: string): Promise<void> {
    await this.until('Kustomization', name, async () => {
      const { status } = await this.said('Kustomization', name);
      const applied = valueAt(await this.get('Kustomization', name), 'status', 'lastAppliedRevision');
      return status === 'True' && applied === revision;
    });
  }

  /** Takes its orders back, with all that they made. */
  async withdraw(kind: string, name: string): Promise<void> {
    const path = await this.scene.kube.path(VERSIONS[kind] ?? '', kind, { namespace: this.scene.namespace, name });
    await this.scene.kube.send('DELETE', path ?? '');
    await this.until(kind, name, async () => !('metadata' in (await this.get(kind, name))));
  }

  private async until(kind: string, name: string, isSo: () => Promise<boolean>): Promise<void> {
    try {
      await this.scene.until(isSo, `Flux is done with ${kind} ${name}`, PATIENCE_SECONDS);
    } catch (cause) {
      throw new Error(`${kind} ${name}: ${JSON.stringify(await this.said(kind, name))}`, { cause });
    }
  }
}

const aRef = (kind: string, name: string): Tree => ({ apiVersion: VERSIONS[kind], kind, metadata: { name } });
