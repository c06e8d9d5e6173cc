import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@flagger/api';
import { describe } from '@jest/globals';
import { objectsIn, ROOT } from './repository.ts';

/** A program of somebody else that a test needs. */
export type Tool = 'helm' | 'kubectl' | 'promtool';

/** Like `describe`, of what a tool says of ours; skipped under a name that says so where it is not installed. */
export const describeWith = (tool: Tool, title: string, tests: () => void): void =>
  isThere(tool) ? describe(title, tests) : describe.skip(`${title} (left out: no ${tool} on the PATH)`, tests);

/** Whether it can be called. */
export const isThere = (tool: Tool): boolean => spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0;

/** What a tool prints; throws with what it complains of. */
export const saidBy = (tool: Tool, args: readonly string[]): string =>
  execFileSync(tool, args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 26 });

/** Who asks a chart for its objects, and with which values. */
export interface Release {
  readonly chart: string;
  readonly values?: JsonObject;
  readonly name?: string;
  readonly namespace?: string;
  /** A version of Kubernetes; helm's own idea of it is years old where it was built by `go install`. */
  readonly kubernetes?: string;
}

/** The objects of a chart with these values. */
export function rendered(release: Release): readonly JsonObject[] {
  return objectsIn(renderedText(release));
}

/** The same as helm prints it. */
export function renderedText({
  chart,
  values = {},
  name = 'flagger',
  namespace = 'istio-system',
  kubernetes = '1.34.0',
}: Release): string {
  return withFile(JSON.stringify(values), (file) =>
    saidBy('helm', ['template', name, `charts/${chart}`, '-n', namespace, '--kube-version', kubernetes, '-f', file]),
  );
}

/** What helm complains of with these values; empty where it does not. */
export function refusal(release: Release): string {
  try {
    renderedText(release);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Calls with the path of a file that holds this text, which is gone afterwards. */
export function withFile<T>(text: string, use: (file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'flagger-delivery-'));
  try {
    const file = join(folder, 'file.yaml');
    writeFileSync(file, text);
    return use(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
