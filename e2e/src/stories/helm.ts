import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { treeOf, type Tree } from '../compare/values.ts';
import { kubeconfigPath } from './scene.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Whether helm is there to install anything. */
export const hasHelm = (): boolean => spawnSync('sh', ['-c', 'command -v helm']).status === 0;

/** What helm prints, on the cluster of the stories; throws with what it complains of. */
export const helm = (...args: readonly string[]): string =>
  execFileSync('helm', args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, KUBECONFIG: kubeconfigPath() },
  });

/** The objects that a release holds. */
export const released = (name: string, namespace: string): readonly Tree[] =>
  parseAllDocuments(helm('get', 'manifest', name, '-n', namespace))
    .map((document) => treeOf(document.toJS()))
    .filter(({ kind }) => kind !== undefined);

/** Calls with the folder of a chart `flagger` that makes these objects, which is gone afterwards. */
export async function withChart<T>(
  version: string,
  objects: readonly Tree[],
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'flagger-e2e-'));
  try {
    mkdirSync(join(folder, 'templates'));
    writeFileSync(join(folder, 'Chart.yaml'), stringify({ apiVersion: 'v1', name: 'flagger', version }));
    writeFileSync(
      join(folder, 'values.yaml'),
      stringify({ image: { repository: 'ghcr.io/fluxcd/flagger', tag: version } }),
    );
    writeFileSync(join(folder, 'templates/all.yaml'), objects.map((object) => stringify(object)).join('---\n'));
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
