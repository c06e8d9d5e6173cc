import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@flagger/api';
import { startApiServer } from '@flagger/api-server';
import { objectsIn, ROOT, textAt } from '../repository.ts';

/** What a command said, and whether it went well. */
export interface Outcome {
  readonly code: number | null;
  readonly said: string;
}

/** An API server with nothing behind it, and a shell whose kubectl and helm speak to it. */
export interface Bench {
  run(command: string, input?: string): Promise<Outcome>;
  close(): Promise<void>;
}

/** A kind that is served without a schema: `meshes.kuma.io/v1alpha1/Mesh`. */
export type Kind = `${string}/${string}/${string}`;

/** Starts one that serves the operator's kinds, those of these files of `packages/sandbox/crds`, and more. */
export async function startBench(files: readonly string[], more: readonly Kind[] = []): Promise<Bench> {
  const paths = ['artifacts/flagger/crd.yaml', ...files.map((name) => `packages/sandbox/crds/${name}.yaml`)];
  const crds = [...paths.flatMap((path) => objectsIn(textAt(path))), ...more.map(definition)];
  const server = await startApiServer({ token: 'bench', crds });
  const home = mkdtempSync(join(tmpdir(), 'flagger-pages-'));
  const config = join(home, 'kubeconfig');
  writeFileSync(config, server.kubeconfig());
  return {
    run: (command, input = '') => shell(command, { ...process.env, KUBECONFIG: config, HOME: home }, input),
    close: async () => {
      rmSync(home, { recursive: true, force: true });
      await server.close();
    },
  };
}

function definition(named: Kind): JsonObject {
  const [name = '', version = '', kind = ''] = named.split('/');
  const plural = name.replace(/\..*/, '');
  const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
    spec: {
      group: name.slice(plural.length + 1),
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      scope: kind === 'Mesh' ? 'Cluster' : 'Namespaced',
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
}

function shell(command: string, env: NodeJS.ProcessEnv, input: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', command], { cwd: ROOT, env, stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    }
    child.on('close', (code) => resolve({ code, said }));
    child.stdin.end(input);
  });
}
