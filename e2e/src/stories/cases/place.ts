import { asJson, asMergePatch, type Reply } from '../../compare/kube.ts';
import { listOf, textOf, treeOf, valueAt, type Tree } from '../../compare/values.ts';
import { appliedIn } from '../podinfo.ts';
import { Crowd, type Got } from './crowd.ts';
import { fixture } from './fixture.ts';
import type { CaseCluster } from './case-cluster.ts';

type CallSettings = Omit<Parameters<CaseCluster['sandbox']['mesh']['request']>[0], 'url'>;

/** Kinds that do not stand in `v1`. */
const VERSIONS: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  Canary: 'flagger.app/v1beta1',
  VirtualService: 'networking.istio.io/v1beta1',
  DestinationRule: 'networking.istio.io/v1beta1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  TrafficSplit: 'split.smi-spec.io/v1alpha1',
};

/** The namespace of one case, with all that its user does and sees. */
export class Place {
  readonly namespace: string;
  readonly objects: readonly Tree[];
  private readonly crowds: Crowd[] = [];

  constructor(
    readonly cluster: CaseCluster,
    input: string,
    variant?: string,
  ) {
    ({ namespace: this.namespace, objects: this.objects } = fixture(input, variant));
  }

  /** Creates all objects of the input that are asked for; none may be refused. */
  async begin(isWanted: (object: Tree) => boolean = () => true): Promise<void> {
    for (const object of this.objects.filter((each) => each['kind'] === 'Namespace' || isWanted(each))) {
      const { code, body } = await this.create(object);
      if (code >= 300) {
        throw new Error(`${textOf(object['kind'])}: ${code} ${textOf(body['message'])}`);
      }
    }
  }

  /** The object of the input. */
  given(kind: string, name?: string): Tree {
    const found = this.objects.find(
      (each) => each['kind'] === kind && (name === undefined || valueAt(each, 'metadata', 'name') === name),
    );
    if (found === undefined) {
      throw new Error(`the input has no ${kind} ${name ?? ''}`);
    }
    return found;
  }

  /** As kubectl sends it: fields that nobody knows are refused. */
  async create(object: Tree): Promise<Reply> {
    const { apiVersion, kind } = object;
    const path = await this.cluster.kube.path(textOf(apiVersion), textOf(kind), { namespace: this.namespace });
    return path === undefined
      ? { code: 404, body: { message: `no matches for kind "${textOf(kind)}" in version "${textOf(apiVersion)}"` } }
      : this.cluster.kube.send('POST', `${path}?fieldValidation=Strict`, asJson(object));
  }

  async patch(kind: string, name: string, changes: Tree): Promise<void> {
    await this.cluster.kube.must('PATCH', await this.path(kind, name), asMergePatch(changes));
  }

  async remove(kind: string, name: string): Promise<void> {
    await this.cluster.kube.must('DELETE', await this.path(kind, name));
  }

  /** The object, or an empty one where there is none. */
  async get(kind: string, name: string): Promise<Tree> {
    const { code, body } = await this.cluster.kube.send('GET', await this.path(kind, name));
    return code === 200 ? body : {};
  }

  async pods(): Promise<readonly Tree[]> {
    const { body } = await this.cluster.kube.send('GET', `/api/v1/namespaces/${this.namespace}/pods`);
    return listOf(body['items']).map(treeOf);
  }

  /** Sets a condition in the status of each pod that has not got it so. */
  async openGates(type: string, isFor: (pod: Tree) => boolean): Promise<void> {
    for (const pod of (await this.pods()).filter(isFor)) {
      const conditions = listOf(valueAt(pod, 'status', 'conditions')).map(treeOf);
      if (!conditions.some((each) => each['type'] === type)) {
        const path = `/api/v1/namespaces/${this.namespace}/pods/${textOf(valueAt(pod, 'metadata', 'name'))}/status`;
        const changes = { status: { conditions: [...conditions, { type, status: 'True' }] } };
        await this.cluster.kube.send('PATCH', path, asMergePatch(changes));
      }
    }
  }

  /** The release of another image, by its tag, as `kubectl set image` does it. */
  async setImage(tag: string, name: string): Promise<void> {
    const template = treeOf(valueAt(await this.get('Deployment', name), 'spec', 'template'));
    const containers = listOf(valueAt(template, 'spec', 'containers'))
      .map(treeOf)
      .map((each) => ({ ...each, image: textOf(each['image']).replace(/[^:]*$/, tag) }));
    await this.patch('Deployment', name, { spec: { template: { spec: { containers } } } });
  }

  /** The same, and waits until it is noticed, however short the run is. */
  async release(tag: string, name: string): Promise<void> {
    const before = appliedIn(await this.get('Canary', name));
    await this.setImage(tag, name);
    await this.until(`${tag} is noticed`, async () => appliedIn(await this.get('Canary', name)) !== before);
  }

  /** The tag of a Deployment's image, and its replicas. */
  async running(name: string): Promise<string> {
    const spec = treeOf((await this.get('Deployment', name))['spec']);
    const image = textOf(valueAt(spec, 'template', 'spec', 'containers', 0, 'image'));
    return `${image.replace(/.*:/, '')} x${Number(spec['replicas'])}`;
  }

  async status(name: string): Promise<Tree> {
    return treeOf((await this.get('Canary', name))['status']);
  }

  async phase(name: string, phase: string, seconds = 150): Promise<void> {
    await this.until(`${name} is ${phase}`, async () => (await this.status(name))['phase'] === phase, seconds);
  }

  /** What a condition of the Canary says: `False because of this`; empty where there is none. */
  async condition(name: string, type: string): Promise<string> {
    const { conditions } = await this.status(name);
    const found = listOf(conditions)
      .map(treeOf)
      .find((each) => each['type'] === type);
    return found === undefined ? '' : `${textOf(found['status'])} ${textOf(found['message'])}`;
  }

  /** The messages of all events about a Canary. */
  async events(name: string): Promise<readonly string[]> {
    const { body } = await this.cluster.kube.send(
      'GET',
      `/api/v1/namespaces/${this.namespace}/events?fieldSelector=involvedObject.kind=Canary,involvedObject.name=${name}`,
    );
    return listOf(body['items']).map((event) => textOf(treeOf(event)['message']));
  }

  async told(name: string, text: RegExp, seconds = 90): Promise<void> {
    await this.until(
      `${name} tells ${String(text)}`,
      async () => (await this.events(name)).some((said) => text.test(said)),
      seconds,
    );
  }

  /** What somebody gets from an address such as `http://tasks.c06/tasks/`. */
  async ask(url: string, asked: CallSettings = {}): Promise<Got> {
    const { status, by } = await this.cluster.sandbox.mesh.request({ url, ...asked });
    return { status, version: by?.version ?? '' };
  }

  /** Users of an address from now on. */
  crowd(url: string, asked?: CallSettings): Crowd {
    const crowd = new Crowd(() => this.ask(url, asked));
    this.crowds.push(crowd);
    return crowd;
  }

  /** Opens or closes a gate of the load tester, e.g. `gate/open`, `rollback/close`. */
  async gate(action: string, name: string): Promise<void> {
    const body = JSON.stringify({ name, namespace: this.namespace });
    await this.cluster.sandbox.mesh.request({
      url: `http://flagger-loadtester.${this.namespace}/${action}`,
      method: 'POST',
      body,
    });
  }

  async until(what: string, isSo: () => Promise<boolean>, seconds = 120): Promise<void> {
    const end = Date.now() + seconds * 1000;
    while (!(await isSo())) {
      if (Date.now() > end) {
        throw new Error(`waited ${seconds} s in vain until ${what}\n${await this.account()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }

  /** Sends everybody home. */
  async end(): Promise<void> {
    await Promise.all(this.crowds.map((crowd) => crowd.home()));
  }

  /** All that is known of the canaries here, for a failure. */
  private async account(): Promise<string> {
    const { body } = await this.cluster.kube.send(
      'GET',
      `/apis/flagger.app/v1beta1/namespaces/${this.namespace}/canaries`,
    );
    const statuses = listOf(body['items']).map((each) => JSON.stringify(valueAt(each, 'status')));
    return [...statuses, ...this.cluster.said(`.${this.namespace}"`)].join('\n');
  }

  private async path(kind: string, name: string): Promise<string> {
    const apiVersion = VERSIONS[kind] ?? 'v1';
    const path = await this.cluster.kube.path(apiVersion, kind, { namespace: this.namespace, name });
    if (path === undefined) {
      throw new Error(`the cluster serves no ${kind} of ${apiVersion}`);
    }
    return path;
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
