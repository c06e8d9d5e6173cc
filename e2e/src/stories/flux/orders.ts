import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { listOf, treeOf, type Tree } from '../../compare/values.ts';
import { NAMESPACE } from './applications.ts';

const PAGE = join(resolve(import.meta.dirname, '../../../..'), 'docs/flux.md');

/** So often Flux looks whether all is as it is in Git. */
export const INTERVAL_SECONDS = 10;
const INTERVAL = `${INTERVAL_SECONDS}s`;

/** The `healthCheckExprs` that the page for users of Flux shows. */
export function healthCheckExprs(): readonly unknown[] {
  const [, shown = ''] = /```yaml\n(healthCheckExprs:\n[^`]*)```/.exec(readFileSync(PAGE, 'utf8')) ?? [];
  const found = listOf(treeOf(parse(shown))['healthCheckExprs']);
  if (found.length === 0) {
    throw new Error(`${PAGE}: shows no healthCheckExprs`);
  }
  return found;
}

export const gitRepository = (name: string, url: string): Tree => ({
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
  metadata: { name },
  spec: { url, interval: '1m', ref: { branch: 'main' } },
});

/** Applies the folder `apps/<name>` of the repository `fleet` and waits for it. */
export const kustomization = (name: string, spec: Tree = {}): Tree => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name },
  spec: {
    sourceRef: { kind: 'GitRepository', name: 'fleet' },
    path: `./apps/${name}`,
    targetNamespace: NAMESPACE,
    interval: INTERVAL,
    retryInterval: INTERVAL,
    timeout: '3m',
    prune: true,
    wait: true,
    ...spec,
  },
});

/** Installs a chart that is in a repository. */
export const helmRelease = (name: string, chart: Tree, spec: Tree = {}): Tree => ({
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name },
  spec: {
    interval: INTERVAL,
    timeout: '3m',
    releaseName: name,
    chart: { spec: { interval: INTERVAL, ...chart } },
    driftDetection: { mode: 'enabled' },
    ...spec,
  },
});
