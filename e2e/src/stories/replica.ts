import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { NODE_FLAGS } from '@flagger/sandbox';
import { parse, stringify } from 'yaml';
import { listOf, textOf, treeOf, type Tree } from '../compare/values.ts';
import { Proxy, type Write } from './proxy.ts';
import { kubeconfigPath, type Scene } from './scene.ts';

const BUNDLE = resolve(import.meta.dirname, '../../../packages/operator/dist/flagger.mjs');

/** One of several operators of a scene, behind a proxy of its own. */
export class Replica {
  /** The exit code; undefined where a signal ended it. */
  readonly exit: Promise<number | undefined>;
  isOver = false;

  private constructor(
    readonly proxy: CountingProxy,
    private readonly process: ChildProcess,
    private readonly folder: string,
  ) {
    this.exit = new Promise((done) =>
      process.once('exit', (code) => {
        this.isOver = true;
        done(code ?? undefined);
      }),
    );
  }

  static async start(scene: Scene, ...flags: readonly string[]): Promise<Replica> {
    const folder = mkdtempSync(join(tmpdir(), 'flagger-e2e-'));
    const proxy = countingProxy();
    const kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, throughProxy(await proxy.listen()), { mode: 0o600 });
    const args = [
      ...NODE_FLAGS,
      BUNDLE,
      `-metrics-server=${scene.metricsServer}`,
      `-kubeconfig=${kubeconfig}`,
      `-namespace=${scene.namespace}`,
      '-log-level=info',
      '-port=0',
      '-min-interval=1s',
      '-settle-time=200ms',
      '-enable-leader-election',
      ...flags,
    ];
    const log = openSync(join(folder, 'log'), 'a');
    const started = spawn(process.execPath, args, { stdio: ['ignore', log, log] });
    closeSync(log);
    return new Replica(proxy, started, folder);
  }

  /** `METHOD path` of each write that it sent, but for those of the lease. */
  get writes(): readonly string[] {
    return this.proxy.seen;
  }

  /** Lines of its log with this message. */
  said(message: string): readonly Tree[] {
    const lines = readFileSync(join(this.folder, 'log'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{'));
    return lines.map((line) => treeOf(JSON.parse(line))).filter(({ msg }) => msg === message);
  }

  /** The values of a metric, by the value of its only label. */
  async gauge(name: string): Promise<ReadonlyMap<string, number>> {
    const port = Number(this.said('Serving health and metrics')[0]?.['port'] ?? 0);
    const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const lines = Array.from(page.matchAll(new RegExp(`^${name}(?:\\{\\w+="([^"]*)"\\})? (\\S+)$`, 'gm')));
    return new Map(lines.map(([, label = '', value]) => [label, Number(value)]));
  }

  get isLeading(): boolean {
    return !this.isOver && this.said('Acting as elected leader').length > 0;
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** What it answers on this path: the status code. */
  async answers(path: string): Promise<number> {
    const port = Number(this.said('Serving health and metrics')[0]?.['port'] ?? 0);
    return (await fetch(`http://127.0.0.1:${port}${path}`)).status;
  }

  async close(): Promise<void> {
    if (!this.isOver) {
      this.signal('SIGKILL');
      await this.exit;
    }
    await this.proxy.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

type CountingProxy = Proxy & { readonly seen: readonly string[] };

function countingProxy(): CountingProxy {
  const seen: string[] = [];
  const config = new KubeConfig();
  config.loadFromFile(kubeconfigPath());
  const cluster = config.getCurrentCluster();
  const ca = cluster?.caData === undefined ? undefined : Buffer.from(cluster.caData, 'base64').toString();
  const fate = ({ method, path }: Write): 'passes' => {
    seen.push(`${method} ${path}`);
    return 'passes';
  };
  return Object.assign(new Proxy({ server: cluster?.server ?? '', ca, fate }), { seen });
}

/** The kubeconfig of the stories, with another address of the cluster. */
function throughProxy(server: string): string {
  const config = treeOf(parse(readFileSync(kubeconfigPath(), 'utf8')));
  return stringify({
    ...config,
    clusters: listOf(config['clusters'])
      .map(treeOf)
      .map((each) => ({ name: textOf(each['name']), cluster: { server } })),
  });
}
