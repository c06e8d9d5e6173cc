import { setTimeout } from 'node:timers/promises';
import type { FakeMetrics, FakeReceiver } from './fakes.ts';
import type { Journal } from './journal.ts';
import { asJson, asJsonPatch, asMergePatch, type Kube, type Reply } from './kube.ts';
import type { KindRef, Observer } from './observer.ts';
import type { OperatorProcess } from './operator-process.ts';
import { saidText, type Act, type Operation } from './operation.ts';
import { local, type Places } from './places.ts';
import { nameOf } from './sighting.ts';
import { snapshot } from './snapshot.ts';
import { listOf, textOf, treeOf, valueAt, withValue, type Tree } from './values.ts';

/** What the operations of a scenario act on. */
export interface Stage {
  readonly kube: Kube;
  readonly journal: Journal;
  readonly observer: Observer;
  readonly operator: OperatorProcess;
  readonly metrics: FakeMetrics;
  readonly receiver: FakeReceiver;
  readonly places: Places;
  readonly namespace: string;
  /** API versions by kind, and the kinds of a snapshot. */
  readonly kinds: ReadonlyMap<string, string>;
  readonly seen: readonly KindRef[];
}

type Acts<What extends Act['do']> = Extract<Act, { do: What }>;

const LAST_APPLIED = ['metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration'];
const ROUTES_FOLLOW_MS = 200;
const ROUTE_STATUS = 'stand-ins.example/route-status';

/** Does what the driver of a scenario did. */
export class Driver {
  constructor(private readonly stage: Stage) {}

  /** Throws where the API server cannot be asked; a refusal is noted, as in recordings. */
  async perform({ act, title }: Operation): Promise<void> {
    const { metrics, receiver, operator, kube } = this.stage;
    switch (act.do) {
      case 'create':
        return this.create(act, title);
      case 'patch':
        return this.edit(act, title, async (path) =>
          kube.send(
            'PATCH',
            path,
            (act.style === 'merge' ? asMergePatch : asJsonPatch)(local(act.patch, this.stage.places)),
          ),
        );
      case 'delete':
        return this.edit(act, title, async (path) => kube.send('DELETE', path));
      case 'image':
        return this.edit(act, title, async (path) => this.setImage(path, act));
      case 'metrics':
        metrics.settings = { ...metrics.settings, ...act.answers };
        return;
      case 'receiver':
        receiver.answers.set(act.path, act);
        return;
      case 'stop':
        return operator.stop();
      case 'start':
        operator.start();
        return;
      case 'gateway':
        return this.setGateway(act);
      case 'snapshot':
        return this.takeSnapshot(act.name);
      case 'mark':
        return;
    }
  }

  private async create({ object, isDry, keepsLastApplied }: Acts<'create'>, title: string): Promise<void> {
    const placed = treeOf(local(object, this.stage.places));
    const whole = keepsLastApplied ? treeOf(withValue(placed, LAST_APPLIED, `${JSON.stringify(placed)}\n`)) : placed;
    const apiVersion = textOf(object['apiVersion']);
    const path = await this.pathOf(apiVersion, textOf(object['kind']));
    const send = async (): Promise<Reply> =>
      this.stage.kube.send('POST', isDry ? `${path}?dryRun=All` : path, asJson(whole));
    if (isDry) {
      this.note(title, await send());
    } else {
      await this.stage.observer.byDriver(nameOf(object), apiVersion, async () => this.written(title, await send()));
    }
  }

  private async edit(
    { kind, name }: { kind: string; name: string },
    title: string,
    send: (path: string) => Promise<Reply>,
  ): Promise<void> {
    const apiVersion = this.stage.kinds.get(kind) ?? 'v1';
    const path = await this.pathOf(apiVersion, kind, name);
    await this.stage.observer.byDriver(`${kind}/${name}`, apiVersion, async () =>
      this.written(title, await send(path)),
    );
  }

  private async setImage(path: string, { container, image }: Acts<'image'>): Promise<Reply> {
    const object = await this.stage.kube.must('GET', path);
    const index = listOf(valueAt(object, 'spec', 'template', 'spec', 'containers')).findIndex(
      (each) => valueAt(each, 'name') === container,
    );
    return this.stage.kube.send(
      'PATCH',
      path,
      asJsonPatch([{ op: 'replace', path: `/spec/template/spec/containers/${index}/image`, value: image }]),
    );
  }

  private async setGateway({ works }: Acts<'gateway'>): Promise<void> {
    const { kube, namespace } = this.stage;
    const annotations = { [ROUTE_STATUS]: works ? null : 'off' };
    await kube.must('PATCH', `/api/v1/namespaces/${namespace}`, asMergePatch({ metadata: { annotations } }));
  }

  private async pathOf(apiVersion: string, kind: string, name?: string): Promise<string> {
    const { kube, namespace } = this.stage;
    const path = await kube.path(apiVersion, kind, { namespace, ...(name === undefined ? {} : { name }) });
    return path ?? `/apis/${apiVersion}/namespaces/${namespace}/${kind.toLowerCase()}s`;
  }

  private written(title: string, reply: Reply): Tree {
    this.note(title, reply);
    return reply.body;
  }

  private note(title: string, { code, body }: Reply): void {
    this.stage.journal.add({ saw: 'answer', operation: title, said: saidText(code, textOf(body['message'])) });
  }

  /** Flagger writes routes before the status that is waited for, we after it: they get a moment to arrive. */
  private async takeSnapshot(name: string): Promise<void> {
    await setTimeout(ROUTES_FOLLOW_MS);
    const objects: readonly Tree[] = await snapshot(this.stage.kube, this.stage.namespace, this.stage.seen);
    this.stage.journal.add({ saw: 'moment', name, objects });
  }
}
