import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Log } from '@flagger/api';
import { createClient, readAccess } from './client/index.ts';
import { type DataPlane, startDataPlane } from './data-plane.ts';
import { startSandbox } from './sandbox.ts';
import { askOf } from './traffic/index.ts';

const HELP = `npm run sandbox -- [options]

Runs a cluster in this process until Ctrl-C: API server, workloads, mesh, metrics and traffic. Bring your own operator and manifests.

  --attach          play only the data plane, for the cluster of KUBECONFIG: its pods, its mesh objects, their metrics
  --mesh NAME       istio unless stated; as the operator's -mesh-provider
  --users URL       users who ask for it all the time, e.g. http://podinfo.test/
  --rate N          requests of the users per second: 30 unless stated
  --scrape URL      more for its Prometheus to scrape, such as the operator or an exporter: http://127.0.0.1:9308/metrics; may be given often
  --port N          port of the API server; any free one unless stated
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      attach: { type: 'boolean', default: false },
      mesh: { type: 'string', default: 'istio' },
      users: { type: 'string' },
      scrape: { type: 'string', multiple: true, default: [] },
      rate: { type: 'string', default: '30' },
      port: { type: 'string', default: '0' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(HELP);
    return 0;
  }
  const users =
    values.users === undefined
      ? {}
      : { users: { ask: askOf(addressOf('--users', values.users)), perSecond: numberOf('--rate', values.rate) } };
  const scrape = values.scrape.map((url) => addressOf('--scrape', url));
  const options = { mesh: values.mesh, log: LOG, scrape, ...users };
  if (values.attach) {
    await attached(options);
  } else {
    await alone({ ...options, port: numberOf('--port', values.port) });
  }
  return 0;
}

type Options = Omit<Parameters<typeof startDataPlane>[0], 'client'>;

async function attached(options: Options): Promise<void> {
  const path = process.env['KUBECONFIG'] ?? join(homedir(), '.kube/config');
  const client = createClient(readAccess(path));
  const plane = await startDataPlane({ ...options, client });
  say(`The data plane of the cluster of ${path} is played until Ctrl-C. An operator for it:\n`);
  sayOperator(plane, path, options.mesh);
  await interruption();
  await plane.stop();
  await client.close();
}

async function alone(options: Options & { readonly port: number }): Promise<void> {
  const sandbox = await startSandbox(options);
  const folder = mkdtempSync(join(tmpdir(), 'flagger-'));
  const path = join(folder, 'kubeconfig');
  writeFileSync(path, sandbox.kubeconfig, { mode: 0o600 });
  say(`A cluster runs on ${sandbox.url} until Ctrl-C. An operator for it:\n`);
  sayOperator(sandbox, path, options.mesh);
  await interruption();
  rmSync(folder, { recursive: true, force: true });
  await sandbox.stop();
}

function sayOperator({ metricsServer, mesh: { url } }: DataPlane, kubeconfig: string, mesh = 'istio'): void {
  say(`  export KUBECONFIG=${kubeconfig}`);
  say(`  HTTP_PROXY=${url} NO_PROXY=127.0.0.1,localhost npx node packages/operator/dist/flagger.mjs \\`);
  say(`    -mesh-provider=${mesh} -metrics-server=${metricsServer} -kubeconfig=$KUBECONFIG -min-interval=2s`);
  say('\nThe proxy leads to hosts of the cluster, such as http://flagger-loadtester.test/, which answers webhooks.');
}

const interruption = (): Promise<void> =>
  new Promise((resolve) => ['SIGINT', 'SIGTERM'].forEach((name) => process.once(name, () => resolve())));

function numberOf(flag: string, text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new Error(`${flag}: found ${JSON.stringify(text)}, allowed is a whole number`);
  }
  return Number(text);
}

function addressOf(flag: string, text: string): string {
  if (!URL.canParse(text)) {
    throw new Error(`${flag}: found ${JSON.stringify(text)}, allowed is an address such as http://podinfo.test/`);
  }
  return text;
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const told =
  (level: string) =>
  (message: string, keys: Readonly<Record<string, unknown>> = {}): void =>
    void process.stderr.write(`${JSON.stringify({ level, message, ...keys })}\n`);

const LOG: Log = { debug: () => undefined, info: () => undefined, warn: told('warn'), error: told('error') };

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
