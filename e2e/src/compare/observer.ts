import type { Journal } from './journal.ts';
import type { Kube } from './kube.ts';
import { isRouting, routingOf } from './routing.ts';
import { nameOf } from './sighting.ts';
import { textOf, treeOf, valueAt, type Tree } from './values.ts';

/** A kind of object to look at. */
export interface KindRef {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Watches the namespace of a replay, and writes what it sees into the journal. */
export class Observer {
  private readonly told = new Map<string, number>();
  private readonly stopping = new AbortController();
  /** The versions of routing objects that the driver wrote, and the write under way, whose version is not known yet. */
  private readonly byHand = new Set<string>();
  private edit: Promise<void> = Promise.resolve();

  constructor(private readonly kube: Kube, private readonly journal: Journal, private readonly namespace: string) {}

  /** Starts all watches; resolves when each has its first list. */
  async start(kinds: readonly KindRef[]): Promise<void> {
    await this.watch({ apiVersion: 'flagger.app/v1beta1', kind: 'Canary' }, (type, object) => this.canary(type, object));
    await this.watch({ apiVersion: 'v1', kind: 'Event' }, (_type, object) => this.event(object));
    for (const ref of kinds.filter(each => isRouting(each.apiVersion))) await this.watch(ref, async (type, object) => this.routing(ref, type, object));
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Runs an edit by the driver, so that its result is told from what the operator writes. `write` gives the new resourceVersion. */
  async byDriver(object: string, apiVersion: string, write: () => Promise<string>): Promise<void> {
    if (!isRouting(apiVersion)) {
      await write();
      return;
    }
    const done = write().then(version => {
      this.byHand.add(version);
      this.journal.add({ saw: 'routing', object, content: undefined });
    });
    this.edit = done.catch(() => undefined);
    await done;
  }

  private async watch({ apiVersion, kind }: KindRef, onChange: (type: string, object: Tree) => Promise<void> | void): Promise<void> {
    const path = await this.kube.path(apiVersion, kind, { namespace: this.namespace });
    if (path !== undefined) await this.kube.watch(path, onChange, this.stopping.signal);
  }

  private canary(type: string, object: Tree): void {
    const canary = textOf(valueAt(object, 'metadata', 'name'));
    if (type === 'DELETED') return this.journal.add({ saw: 'gone', object: `Canary/${canary}` });
    const status = treeOf(object['status']);
    if (status['phase'] !== undefined) this.journal.add({ saw: 'status', canary, status });
  }

  /** An event is told anew whenever its count grows. */
  private event(object: Tree): void {
    const uid = textOf(valueAt(object, 'metadata', 'uid'));
    const before = this.told.get(uid) ?? 0;
    const count = Math.max(before, Number(object['count'] ?? 1), 1);
    this.told.set(uid, count);
    if (valueAt(object, 'involvedObject', 'kind') !== 'Canary') return;
    for (let time = before; time < count; time++) {
      this.journal.add({ saw: 'event', type: textOf(object['type']), reason: textOf(object['reason']), message: textOf(object['message']) });
    }
  }

  private async routing({ apiVersion, kind }: KindRef, type: string, object: Tree): Promise<void> {
    await this.edit;
    const version = textOf(valueAt(object, 'metadata', 'resourceVersion'));
    if (type === 'DELETED' || this.byHand.has(version) || !isOf(object, this.namespace)) return;
    this.journal.add({ saw: 'routing', object: nameOf({ ...object, apiVersion, kind }), content: routingOf(kind, object) });
  }
}

/** An object without namespace is of the replay whose namespace it speaks of. */
export const isOf = (object: Tree, namespace: string): boolean =>
  textOf(valueAt(object, 'metadata', 'namespace')) === namespace || (valueAt(object, 'metadata', 'namespace') === undefined && JSON.stringify(object['spec'] ?? '').includes(namespace));
