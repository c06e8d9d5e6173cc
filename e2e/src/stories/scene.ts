import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { MESH_CRDS, NODE_FLAGS } from '@flagger/sandbox';
import { KubeConfig } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { install } from '../compare/install.ts';
import { asJson, asMergePatch, Kube } from '../compare/kube.ts';
import { freshNamespace, removeNamespace } from '../compare/namespace.ts';
import { listOf, textOf, treeOf, valueAt, type Tree } from '../compare/values.ts';
import type { LentPlane } from './lent-plane.ts';
import { ALL_WELL, type Metrics, queryAnswer } from './metrics.ts';
import { Proxy, type ProxySettings } from './proxy.ts';
import { redirected } from './redirected.ts';
import { type Answering, served } from './served.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const BUNDLE = join(ROOT, 'packages/operator/dist/flagger.mjs');

/** A call that a webhook receiver got. */
export interface Call {
  readonly path: string;
  readonly id: string;
  readonly body: Tree;
}

/**
 * One namespace on the real control plane with an operator of its own, a fake metrics server and a webhook receiver.
 */
export class Scene {
  metrics: Metrics = ALL_WELL;
  /** The status code a webhook answers; may take its time. */
  webhook: (path: string) => number | Promise<number> = () => 200;
  readonly calls: Call[] = [];
  receiver = '';
  proxy: Proxy | undefined;
  mesh = 'istio';
  /** Flags that make a rollout quick. */
  pace: readonly string[] = ['-min-interval=1s', '-settle-time=200ms'];
  /** What plays the cluster's data plane, where the metrics are not to be fake. */
  plane: Pick<LentPlane, 'metricsServer' | 'environment'> | undefined;
  metricsServer = '';
  /** As whom the operator speaks to the cluster; undefined: as these stories do. */
  operatorKubeconfig: string | undefined;
  private readonly servers: Server[] = [];
  private operator: ChildProcess | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'flagger-e2e-'));

  private constructor(
    readonly kube: Kube,
    readonly namespace: string,
    private readonly kubeconfig: string,
  ) {}

  /** A fresh namespace; the CRDs are there already. */
  static async in(namespace: string, kubeconfig = kubeconfigPath()): Promise<Scene> {
    const scene = new Scene(await Kube.of(kubeconfig), namespace, kubeconfig);
    await freshNamespace(scene.kube, namespace);
    scene.metricsServer = await scene.serve(async (incoming, body) => queryAnswer(scene.metrics, incoming, body));
    scene.receiver = await scene.serve((incoming, body) => scene.answerCall(incoming, body));
    return scene;
  }

  /** Puts a proxy between the operator and the API server. */
  async throughProxy(settings: Pick<ProxySettings, 'fate' | 'onLost' | 'late'>): Promise<void> {
    const config = new KubeConfig();
    config.loadFromFile(this.kubeconfig);
    const cluster = config.getCurrentCluster();
    const ca = cluster?.caData === undefined ? undefined : Buffer.from(cluster.caData, 'base64').toString();
    this.proxy = new Proxy({ ...settings, server: cluster?.server ?? '', ca });
  }

  /** Starts the operator; resolves when it runs. */
  async start(...flags: readonly string[]): Promise<void> {
    const kubeconfig = this.proxy ? await this.proxied(this.proxy) : (this.operatorKubeconfig ?? this.kubeconfig);
    const args = [
      ...NODE_FLAGS,
      BUNDLE,
      `-mesh-provider=${this.mesh}`,
      `-metrics-server=${this.plane?.metricsServer ?? this.metricsServer}`,
      `-kubeconfig=${kubeconfig}`,
      `-namespace=${this.namespace}`,
      '-log-level=info',
      '-port=0',
      ...this.pace,
      ...flags,
    ];
    const log = openSync(this.logFile, 'a');
    this.operator = spawn(process.execPath, args, {
      stdio: ['ignore', log, log],
      env: { ...process.env, ...this.plane?.environment },
    });
    closeSync(log);
  }

  /** SIGKILL; resolves when the process is gone. */
  async kill(): Promise<void> {
    const { operator } = this;
    if (operator && operator.exitCode === null && operator.signalCode === null) {
      const gone = new Promise((resolve) => operator.once('exit', resolve));
      operator.kill('SIGKILL');
      await gone;
    }
  }

  /** Empty where this scene's own operator was never started. */
  get log(): string {
    return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : '';
  }

  async create(object: Tree): Promise<void> {
    const path = await this.pathOf(object);
    await this.kube.must('POST', path.slice(0, path.lastIndexOf('/')), asJson(object));
  }

  async patch(ref: Tree, changes: Tree): Promise<void> {
    await this.kube.must('PATCH', await this.pathOf(ref), asMergePatch(changes));
  }

  async remove(ref: Tree): Promise<void> {
    await this.kube.must('DELETE', await this.pathOf(ref));
  }

  /** The object, or an empty one where there is none. */
  async get(apiVersion: string, kind: string, name: string): Promise<Tree> {
    const { code, body } = await this.kube.send('GET', await this.pathOf({ apiVersion, kind, metadata: { name } }));
    return code === 200 ? body : {};
  }

  async canary(name = 'podinfo'): Promise<Tree> {
    return this.get('flagger.app/v1beta1', 'Canary', name);
  }

  async weights(name = 'podinfo'): Promise<readonly number[]> {
    const route = await this.get('networking.istio.io/v1beta1', 'VirtualService', name);
    return listOf(treeOf(listOf(valueAt(route, 'spec', 'http'))[0])['route']).map((each) =>
      Number(treeOf(each)['weight'] ?? 0),
    );
  }

  /** Messages of the events about a canary, in no order. */
  async events(name = 'podinfo'): Promise<readonly string[]> {
    const { body } = await this.kube.send(
      'GET',
      `/api/v1/namespaces/${this.namespace}/events?fieldSelector=involvedObject.kind=Canary,involvedObject.name=${name}`,
    );
    return listOf(body['items']).map((event) => textOf(treeOf(event)['message']));
  }

  /** Waits until the canary has this phase; fails with what it says instead. */
  async phase(phase: string, name = 'podinfo', seconds = 60): Promise<void> {
    await this.until(
      async () => textOf(valueAt(await this.canary(name), 'status', 'phase')) === phase,
      `${name} is ${phase}`,
      seconds,
    );
  }

  async until(isSo: () => Promise<boolean>, what: string, seconds = 60): Promise<void> {
    const end = Date.now() + seconds * 1000;
    while (!(await isSo())) {
      if (Date.now() > end) {
        throw new Error(
          `waited ${seconds} s in vain until ${what}\n${JSON.stringify((await this.canary())['status'])}\n${this.log.split('\n').slice(-8).join('\n')}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async close(): Promise<void> {
    await this.kill();
    await this.proxy?.close();
    this.servers.forEach((server) => {
      server.close();
      server.closeAllConnections();
    });
    await removeNamespace(this.kube, this.namespace);
    await this.kube.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get logFile(): string {
    return join(this.folder, 'operator.log');
  }

  private async pathOf({ apiVersion, kind, metadata }: Tree): Promise<string> {
    const path = await this.kube.path(textOf(apiVersion), textOf(kind), {
      namespace: this.namespace,
      name: textOf(treeOf(metadata)['name']),
    });
    if (path === undefined) {
      throw new Error(`the cluster serves no ${textOf(kind)} of ${textOf(apiVersion)}`);
    }
    return path;
  }

  private proxiedConfig: string | undefined;

  private async proxied(proxy: Proxy): Promise<string> {
    if (this.proxiedConfig === undefined) {
      this.proxiedConfig = join(this.folder, 'kubeconfig');
      const config = redirected(readFileSync(this.kubeconfig, 'utf8'), await proxy.listen());
      writeFileSync(this.proxiedConfig, config, { mode: 0o600 });
    }
    return this.proxiedConfig;
  }

  private async serve(answer: Answering): Promise<string> {
    const { url, server } = await served(answer);
    this.servers.push(server);
    return url;
  }

  private async answerCall(incoming: IncomingMessage, body: string): Promise<{ code: number; body: string }> {
    const path = incoming.url ?? '/';
    this.calls.push({ path, id: textOf(incoming.headers['x-flagger-id']), body: treeOf(JSON.parse(body)) });
    const code = await this.webhook(path);
    return { code, body: code < 300 ? 'OK' : 'no' };
  }
}

/** Brings our CRDs and those of a mesh's profile, a file in `MESH_CRDS`, onto the cluster. */
export async function installCrds(profile = 'istio'): Promise<void> {
  const kube = await Kube.of(kubeconfigPath());
  const files = [join(ROOT, 'artifacts/flagger/crd.yaml'), join(MESH_CRDS, `${profile}.yaml`)].filter((file) =>
    existsSync(file),
  );
  const crds = files
    .flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')).map((document) => treeOf(document.toJS())))
    .filter(({ kind }) => kind === 'CustomResourceDefinition');
  await install(kube, crds);
  await kube.close();
}

export function kubeconfigPath(): string {
  const path = process.env['KUBECONFIG'];
  if (!path) {
    throw new Error('KUBECONFIG is not set, though e2e/src/stories/setup.ts sets it');
  }
  return path;
}
