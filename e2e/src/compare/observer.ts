import type { Journal } from './journal.ts';
import type { Kube } from './kube.ts';
import { isRouting, routingOf } from './routing.ts';
import { nameOf } from './sighting.ts';
import { isSame, textOf, treeOf, valueAt, type Tree } from './values.ts';

/** A kind of object to look at. */
export interface KindRef {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Watches the namespace of a replay, and writes what it sees into the journal. */
export class Observer {
  private readonly told = new Map<string, number>();
  private readonly stopping = new AbortController();
  /** What each routing object said last, and the driver's write that is under way. */
  private readonly last = new Map<string, Tree>();
  private edit: Promise<void> = Promise.resolve();

  constructor(
    private readonly kube: Kube,
    private readonly journal: Journal,
    private readonly namespace: string,
  ) {}

  /** Starts all watches; resolves when each has its first list. */
  async start(kinds: readonly KindRef[]): Promise<void> {
    await this.watch({ apiVersion: 'flagger.app/v1beta1', kind: 'Canary' }, (type, object) =>
      this.canary(type, object),
    );
    await this.watch({ apiVersion: 'v1', kind: 'Event' }, (_type, object) => this.event(object));
    for (const ref of kinds.filter((each) => isRouting(each.apiVersion))) {
      await this.watch(ref, async (type, object) => this.routing(ref, type, object));
    }
  }

  stop(): void {
    this.stopping.abort();
  }

  /**
   * Runs an edit by the driver, so that its result is told from what the operator writes. `write` gives the object as
   * it is then.
   */
  async byDriver(object: string, apiVersion: string, write: () => Promise<Tree>): Promise<void> {
    if (!isRouting(apiVersion)) {
      await write();
      return;
    }
    const done = write().then((written) => {
      this.last.set(object, routingOf(object.slice(0, object.indexOf('/')), written));
      this.journal.add({ saw: 'routing', object, content: undefined });
    });
    this.edit = done.catch(() => undefined);
    await done;
  }

  private async watch(
    { apiVersion, kind }: KindRef,
    onChange: (type: string, object: Tree) => Promise<void> | void,
  ): Promise<void> {
    const path = await this.kube.path(apiVersion, kind, { namespace: this.namespace });
    if (path !== undefined) {
      await this.kube.watch(path, onChange, this.stopping.signal);
    }
  }

  private canary(type: string, object: Tree): void {
    const canary = textOf(valueAt(object, 'metadata', 'name'));
    if (type === 'DELETED') {
      return this.journal.add({ saw: 'gone', object: `Canary/${canary}` });
    }
    const status = treeOf(object['status']);
    if (status['phase'] !== undefined) {
      this.journal.add({ saw: 'status', canary, status });
    }
  }

  /** An event is told anew whenever its count grows. */
  private event(object: Tree): void {
    const uid = textOf(valueAt(object, 'metadata', 'uid'));
    const before = this.told.get(uid) ?? 0;
    const count = Math.max(before, Number(object['count'] ?? 1), 1);
    this.told.set(uid, count);
    if (valueAt(object, 'involvedObject', 'kind') !== 'Canary') {
      return;
    }
    for (let time = before; time < count; time++) {
      this.journal.add({
        saw: 'event',
        type: textOf(object['type']),
        reason: textOf(object['reason']),
        message: textOf(object['message']),
      });
    }
  }

  private async routing({ apiVersion, kind }: KindRef, type: string, object: Tree): Promise<void> {
    await this.edit;
    const name = nameOf({ ...object, apiVersion, kind });
    const content = routingOf(kind, object);
    if (type === 'DELETED' || !isOf(object, this.namespace) || isSame(content, this.last.get(name))) {
      return;
    }
    this.last.set(name, content);
    this.journal.add({ saw: 'routing', object: name, content });
  }
}

/** An object without namespace is of the replay whose namespace it speaks of. */
export const isOf = (object: Tree, namespace: string): boolean =>
  textOf(valueAt(object, 'metadata', 'namespace')) === namespace
  || (valueAt(object, 'metadata', 'namespace') === undefined
    && JSON.stringify(object['spec'] ?? '').includes(namespace));
