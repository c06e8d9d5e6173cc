import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster } from '@flagger/sandbox';

declare global {
  // Jest loads this file twice, for the setup and for the teardown; both have one global object
  var flaggerEnds: (() => Promise<void>)[] | undefined;
}

const ENDS = (globalThis.flaggerEnds ??= []);
const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Where no KUBECONFIG is given, the stories are told on a cluster of the sandbox. */
export default async function setup(): Promise<void> {
  if (process.env['KUBECONFIG'] !== undefined) {
    process.stdout.write(`Stories on the cluster of ${process.env['KUBECONFIG']}\n`);
    return;
  }
  const cluster = await startCluster({ log: SILENT });
  const folder = mkdtempSync(join(tmpdir(), 'flagger-e2e-'));
  process.env['KUBECONFIG'] = join(folder, 'kubeconfig');
  writeFileSync(process.env['KUBECONFIG'], cluster.kubeconfig, { mode: 0o600 });
  process.stdout.write('Stories on the sandbox; set KUBECONFIG to tell them on another cluster\n');
  ENDS.push(async () => {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  });
}

/** Ends what {@link setup} started. */
export async function teardown(): Promise<void> {
  await Promise.all(ENDS.map((end) => end()));
}
