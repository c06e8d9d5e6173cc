import { asJson, asMergePatch } from '../../compare/kube.ts';
import { listOf, rewritten, textOf, treeOf, valueAt, type Tree } from '../../compare/values.ts';
import type { LentPlane } from '../lent-plane.ts';
import { Scene } from '../scene.ts';
import { Onlooker, type HasCome } from './onlooker.ts';
import { hurried, PATIENCE_S, type Pace } from './pace.ts';
import { Visitor } from './visitor.ts';
import { unsaid } from './words.ts';
import { objectsOf, type World } from './world.ts';

/** What a document is told in: its own namespace would be that of others as well. */
export interface Place {
  readonly namespace: string;
  /** The namespace that the document has. */
  readonly theirs: string;
  readonly mesh: string;
  /** Whether the users of the story make values enough at any time, so that none are waited for. */
  readonly hasValues?: true;
}

const nameIn = ({ metadata }: Tree): string => textOf(treeOf(metadata)['name']);

/** Kinds that the sandbox has no use for: whoever applies them there is told that they are not served. */
const ONLY_ON_CLUSTERS = ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'];

/** A document while it is told: who follows it, with its words, in a namespace of the story's own. */
export class Telling {
  private since = 0;
  readonly visitor: Visitor;
  private readonly onlooker: Onlooker;

  private constructor(
    readonly scene: Scene,
    private readonly place: Place,
    readonly world: World,
  ) {
    this.visitor = new Visitor(planeOf(place, world));
    const hasValues = async (name: string): Promise<boolean> =>
      place.hasValues === true || (await this.found(this.answersOf(name))).length > 0;
    this.onlooker = new Onlooker(scene, hasValues);
  }

  static async in(place: Place, world: World): Promise<Telling> {
    const scene = await Scene.in(place.namespace);
    Object.assign(scene, { plane: planeOf(place, world), mesh: place.mesh });
    return new Telling(scene, place, world);
  }

  /** A text of the document with the namespace of this story. */
  here(text: string): string {
    const { theirs, namespace } = this.place;
    return text.replaceAll(new RegExp(`(?<=[a-z])\\.${theirs}(?![\\w.])`, 'g'), `.${namespace}`);
  }

  /** Starts the operator with flags that say what the document's installation says, with checks every two seconds. */
  async install(...flags: readonly string[]): Promise<void> {
    const port = this.world.ports.get(this.place.namespace) ?? 0;
    await this.scene.start('-min-interval=2s', '-settle-time=2s', `-port=${port}`, ...flags);
  }

  /**
   * As `kubectl apply -f` of a file, by its path from the root, as it is or changed; objects that say no namespace go
   * where the story is.
   */
  async apply(file: string, change: (object: Tree) => Tree = (object) => object, pace: Pace = {}): Promise<void> {
    await this.applyAll(objectsOf(file).map(change), pace);
  }

  async applyAll(objects: readonly Tree[], pace: Pace = {}): Promise<void> {
    for (const object of objects) {
      const placed = this.placed(object);
      const isCanary = placed['kind'] === 'Canary';
      await this.put(isCanary ? hurried(placed, this.onlooker.hookOf(nameIn(placed)), pace) : placed);
      if (placed['kind'] === 'HorizontalPodAutoscaler') {
        await this.scaled(placed);
      }
    }
  }

  /** As `kubectl set image deployment/<name> <container>=<image>`. */
  async setImage(name: string, container: string, image: string): Promise<void> {
    const template = valueAt(await this.scene.get('apps/v1', 'Deployment', name), 'spec', 'template', 'spec');
    const containers = listOf(treeOf(template)['containers']).map(treeOf);
    if (!containers.some((each) => each['name'] === container)) {
      throw new Error(`Deployment ${name} has no container ${container}`);
    }
    const changed = containers.map((each) => (each['name'] === container ? { ...each, image } : each));
    await this.scene.patch(deployment(name), { spec: { template: { spec: { containers: changed } } } });
  }

  /** Waits, while anything is said of a Canary, for these lines of the document in this order since the last {@link turnPage}. */
  async says(name: string, lines: readonly string[]): Promise<void> {
    const wanted = lines.map((line) => this.here(line));
    let heard: readonly string[] = [];
    const missing = (): readonly string[] => unsaid(wanted, heard);
    const isNews = async (): Promise<boolean> => {
      const before = heard.join();
      heard = (await this.eventsOf(name)).filter(({ at }) => at > this.since).map(({ message }) => message);
      return heard.join() !== before;
    };
    while (missing().length > 0) {
      await this.scene.until(isNews, `anything is said of ${name}`, PATIENCE_S).catch((cause: unknown) => {
        throw new Error(`not said: ${missing().join(' | ')}\nbut: ${heard.join(' | ')}`, { cause });
      });
    }
  }

  /** From now on only what is said from now on counts. */
  async turnPage(...names: readonly string[]): Promise<void> {
    const events = await Promise.all(names.map((name) => this.eventsOf(name)));
    this.since = Math.max(0, ...events.flat().map(({ at }) => at));
  }

  async phase(name: string, phase: string): Promise<void> {
    await this.scene.phase(phase, name, PATIENCE_S);
  }

  /** Acts in the middle of a run, however slow this machine is: {@link Onlooker.inCheck}. */
  inCheck<T>(canary: string, hasCome: HasCome, act: () => Promise<T>): Promise<T> {
    return this.onlooker.inCheck(canary, hasCome, act);
  }

  /** What `kubectl get canaries` shows in its columns of status and weight. */
  async listed(name: string): Promise<string> {
    const status = treeOf((await this.scene.canary(name))['status']);
    return `${textOf(status['phase'])} ${Number(status['canaryWeight'])}`;
  }

  /** Texts of the messages that the stand-in for Slack got about a Canary, oldest first. */
  private slack(name: string): readonly string[] {
    return this.scene.calls
      .filter(({ path }) => path === SLACK_PATH)
      .map(({ body }) => treeOf(listOf(body['attachments'])[0]))
      .filter((attachment) => attachment['author_name'] === `${name}.${this.place.namespace}`)
      .map((attachment) => textOf(attachment['text']));
  }

  /** Waits until a page shows a text. */
  async shows(url: string, text: string): Promise<void> {
    await this.scene.until(
      async () => (await this.visitor.curl(url)).body.includes(text),
      `${url} shows ${text}`,
      PATIENCE_S,
    );
  }

  /** Waits until the stand-in for Slack got these. */
  async hears(name: string, texts: readonly string[]): Promise<void> {
    await this.scene.until(
      async () => texts.every((text) => this.slack(name).includes(text)),
      `Slack shows of ${name}: ${texts.join(' | ')}`,
      PATIENCE_S,
    );
  }

  /** Where the document has its Slack webhook. */
  get slackUrl(): string {
    return `${this.scene.receiver}${SLACK_PATH}`;
  }

  /** Waits until Prometheus finds something by a query. */
  async finds(query: string): Promise<void> {
    await this.scene.until(async () => (await this.found(query)).length > 0, `Prometheus finds ${query}`, PATIENCE_S);
  }

  /** Waits until Prometheus has seen such answers of a workload. */
  async answered(workload: string, code: number): Promise<void> {
    await this.finds(this.answersOf(workload, `response_code="${code}"`));
  }

  /** The labels of all that Prometheus finds by a query. */
  async found(query: string): Promise<readonly Tree[]> {
    const { metricsServer = '' } = this.scene.plane ?? {};
    const answer = await fetch(`${metricsServer}/api/v1/query?${new URLSearchParams({ query }).toString()}`);
    const result = listOf(valueAt(await answer.json(), 'data', 'result'));
    return result.map((each) => treeOf(treeOf(each)['metric']));
  }

  private answersOf(workload: string, more = ''): string {
    const labels = `destination_workload="${workload}",destination_workload_namespace="${this.place.namespace}"`;
    return `rate(istio_requests_total{${labels},${more}}[10s]) > 0`;
  }

  async end(): Promise<void> {
    await this.visitor.leave();
    await this.scene.close();
  }

  private async eventsOf(name: string): Promise<readonly { readonly at: number; readonly message: string }[]> {
    const fields = `involvedObject.kind=Canary,involvedObject.name=${name}`;
    const path = `/api/v1/namespaces/${this.place.namespace}/events?fieldSelector=${fields}`;
    return listOf((await this.scene.kube.send('GET', path)).body['items'])
      .map((event) => ({
        at: Number(valueAt(event, 'metadata', 'resourceVersion')),
        message: textOf(treeOf(event)['message']),
      }))
      .toSorted((one, other) => one.at - other.at);
  }

  /** The object with the namespace of this story wherever it names that of the document. */
  private placed(object: Tree): Tree {
    const { theirs, namespace } = this.place;
    const isNamespace = object['kind'] === 'Namespace';
    return treeOf(
      rewritten(object, (leaf, key) => {
        const isName = key === 'namespace' || (isNamespace && key === 'name');
        return isName && leaf === theirs ? namespace : typeof leaf === 'string' ? this.here(leaf) : leaf;
      }),
    );
  }

  /** An autoscaler looks each 15 s, and may do so in the moment when the operator puts its target to sleep. */
  private async scaled({ spec }: Tree): Promise<void> {
    const { scaleTargetRef, minReplicas } = treeOf(spec);
    await this.scene.patch(deployment(textOf(treeOf(scaleTargetRef)['name'])), { spec: { replicas: minReplicas } });
  }

  private async put(object: Tree): Promise<void> {
    const { apiVersion, kind, metadata } = object;
    const name = nameIn(object);
    const namespace = textOf(treeOf(metadata)['namespace']) || this.place.namespace;
    const path = await this.scene.kube.path(textOf(apiVersion), textOf(kind), { namespace, name });
    if (path === undefined) {
      if (ONLY_ON_CLUSTERS.includes(textOf(kind))) {
        return;
      }
      throw new Error(`the cluster serves no ${textOf(kind)} of ${textOf(apiVersion)}`);
    }
    const made = await this.scene.kube.send('POST', path.slice(0, path.lastIndexOf('/')), asJson(object));
    if (made.code === 409) {
      await this.scene.kube.must('PATCH', path, asMergePatch(object));
    } else if (made.code >= 300) {
      throw new Error(`${textOf(kind)} ${name}: ${made.code} ${textOf(made.body['message'])}`);
    } else if (!path.includes(`/namespaces/${this.place.namespace}/`)) {
      this.world.made(path);
    }
  }
}

function planeOf({ mesh }: Place, { planes }: World): LentPlane {
  const plane = planes.get(mesh);
  if (plane === undefined) {
    throw new Error(`nobody plays ${mesh}`);
  }
  return plane;
}

const SLACK_PATH = '/services/YOUR/SLACK/WEBHOOK';

export const deployment = (name: string): Tree => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name } });
