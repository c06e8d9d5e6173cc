import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { startApiServer } from './api-server/index.ts';
import { accessOf, createClient } from './client/index.ts';
import type { Client } from './client/index.ts';
import { startDataPlane } from './data-plane.ts';
import type { DataPlane, DataPlaneOptions } from './data-plane.ts';
import { ROOT } from './root.ts';
import { startWorkloads } from './workloads/index.ts';

export interface SandboxOptions extends Omit<DataPlaneOptions, 'client'> {
  /** The API server's port; 0 takes any free one. */
  readonly port?: number;
  /** How long a pod takes to become ready, in ms. */
  readonly startMs?: number;
}

/** An embedded cluster. */
export interface Sandbox extends DataPlane {
  /** `https://127.0.0.1:<port>`. */
  readonly url: string;
  /** The text of a kubeconfig (YAML) for it; it holds the token. */
  readonly kubeconfig: string;
  readonly client: Client;
}

/** Starts a whole cluster on this machine: API server, workloads, mesh, metrics and traffic. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { log, port = 0, mesh = 'istio' } = options;
  const api = await startApiServer({ token: randomBytes(24).toString('base64url'), port, log, crds: definitionsFor(mesh) });
  const kubeconfig = api.kubeconfig();
  const client = createClient(accessOf(kubeconfig, (path) => readFileSync(path, 'utf8')));
  const workloads = await startWorkloads({ ...options, client });
  const plane = await startDataPlane({ ...options, client });
  return {
    ...plane, url: api.url, kubeconfig, client,
    stop: async () => {
      await plane.stop();
      await workloads.stop();
      await client.close();
      await api.close();
    },
  };
}

/** The definitions of the Canary, and of the objects of a mesh by the name of its provider. */
export function definitionsFor(mesh: string): readonly unknown[] {
  const folder = join(ROOT, 'e2e/cluster/crds');
  const name = mesh.replace(':', '-');
  const files = readdirSync(folder).filter((file) => [`${name}.yaml`, OTHER_NAMES.get(name)].includes(file)).map((file) => join(folder, file));
  return [join(ROOT, 'artifacts/flagger/crd.yaml'), ...files].flatMap((file) => documentsIn(file));
}

/** Every file is named after its mesh; these names of providers are others. */
const OTHER_NAMES = new Map([['smi-istio', 'smi-v1alpha1-istio.yaml'], ['smi-linkerd', 'smi-v1alpha1.yaml'], ['appmesh-v1beta1', 'appmesh.yaml']]);

/** The objects of a YAML file. */
export function documentsIn(file: string): readonly unknown[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map(valueOf).filter((value) => value !== null);
}

const valueOf = (document: { toJS(): unknown }): unknown => document.toJS();
