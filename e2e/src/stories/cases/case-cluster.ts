import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { NODE_FLAGS, startSandbox, type Sandbox, type SandboxOptions } from '@flagger/sandbox';
import { Kube } from '../../compare/kube.ts';

const BUNDLE = resolve(import.meta.dirname, '../../../../packages/operator/dist/flagger.mjs');
const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** What a story has beside what all have. */
interface More extends Pick<SandboxOptions, 'scrape' | 'users'> {
  readonly flags?: readonly string[];
}

/** A cluster of the sandbox with one operator, in which many cases are told side by side, a namespace each. */
export class CaseCluster {
  private constructor(
    readonly sandbox: Sandbox,
    readonly kube: Kube,
    private readonly own: { readonly operator: ChildProcess; readonly folder: string },
  ) {}

  static async of(mesh: string, { flags = [], ...more }: More = {}): Promise<CaseCluster> {
    const sandbox = await startSandbox({ mesh, log: SILENT, ...more });
    const folder = mkdtempSync(join(tmpdir(), 'flagger-cases-'));
    const kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, sandbox.kubeconfig, { mode: 0o600 });
    const args = [
      ...NODE_FLAGS,
      BUNDLE,
      `-mesh-provider=${mesh}`,
      `-metrics-server=${sandbox.metricsServer}`,
      `-kubeconfig=${kubeconfig}`,
      '-log-level=info',
      '-port=0',
      '-min-interval=2s',
      '-settle-time=2s',
      ...flags,
    ];
    const log = openSync(join(folder, 'log'), 'a');
    const operator = spawn(process.execPath, args, {
      stdio: ['ignore', log, log],
      env: { ...process.env, HTTP_PROXY: sandbox.mesh.url, NO_PROXY: '127.0.0.1,localhost' },
    });
    closeSync(log);
    return new CaseCluster(sandbox, await Kube.of(kubeconfig), { operator, folder });
  }

  /** The lines of the operator's log that name a canary, the last ones. */
  said(about: string): readonly string[] {
    const lines = readFileSync(join(this.own.folder, 'log'), 'utf8').split('\n');
    return lines.filter((line) => line.includes(about)).slice(-8);
  }

  async stop(): Promise<void> {
    const { operator, folder } = this.own;
    const gone = new Promise((done) => operator.once('exit', done));
    operator.kill('SIGKILL');
    await gone;
    await this.kube.close();
    await this.sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
