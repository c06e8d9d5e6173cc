import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Log } from '@flagger/api';
import { parseAllDocuments } from 'yaml';
import { startApiServer } from './api-server/index.ts';
import { accessOf, type Client, createClient } from './client/index.ts';
import { type DataPlane, type DataPlaneOptions, startDataPlane } from './data-plane.ts';
import { ROOT } from './root.ts';
import { startWorkloads } from './workloads/index.ts';

export interface ClusterOptions {
  readonly log: Log;
  readonly clock?: Clock;
  /** As the operator's -mesh-provider: whose objects are served. */
  readonly mesh?: string;
  /** The API server's port; 0 takes any free one. */
  readonly port?: number;
  /** How long a pod takes to become ready, in ms. */
  readonly startMs?: number;
}

/** An API server with the controllers of workloads behind it. */
export interface SandboxCluster {
  /** `https://127.0.0.1:<port>`. */
  readonly url: string;
  /** The text of a kubeconfig (YAML) for it; it holds the token. */
  readonly kubeconfig: string;
  readonly client: Client;
  stop(): Promise<void>;
}

/** An embedded cluster with everything that requests pass. */
export type Sandbox = SandboxCluster & DataPlane;

export type SandboxOptions = ClusterOptions & Omit<DataPlaneOptions, 'client'>;

/** Starts a whole cluster on this machine: API server, workloads, mesh, metrics and traffic. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const cluster = await startCluster(options);
  const plane = await startDataPlane({ ...options, client: cluster.client });
  const stop = async (): Promise<void> => {
    await plane.stop();
    await cluster.stop();
  };
  return { ...cluster, ...plane, stop };
}

/** Starts a cluster whose pods become ready, and answer nobody: `startDataPlane` can be lent to it. */
export async function startCluster(options: ClusterOptions): Promise<SandboxCluster> {
  const { log, port = 0, mesh = 'istio' } = options;
  const api = await startApiServer({
    token: randomBytes(24).toString('base64url'),
    port,
    log,
    crds: definitionsFor(mesh),
  });
  const kubeconfig = api.kubeconfig();
  const client = createClient(accessOf(kubeconfig, (path) => readFileSync(path, 'utf8')));
  const workloads = await startWorkloads({ ...options, client });
  const stop = async (): Promise<void> => {
    await workloads.stop();
    await client.close();
    await api.close();
  };
  return { url: api.url, kubeconfig, client, stop };
}

/**
 * The definitions of the Canary, and of the objects of a mesh by the name of its provider, such as
 * `smi:v1alpha2:istio`.
 */
export function definitionsFor(mesh: string): readonly unknown[] {
  const folder = join(ROOT, 'e2e/cluster/crds');
  const there = readdirSync(folder);
  const names = [
    mesh.replaceAll(':', '-'),
    mesh.split(':').slice(0, 2).join('-'),
    OTHER_NAMES.get(mesh.split(':').at(0) ?? ''),
  ];
  const file = names.map((name) => `${name ?? ''}.yaml`).find((name) => there.includes(name));
  return [join(ROOT, 'artifacts/flagger/crd.yaml'), ...(file === undefined ? [] : [join(folder, file)])].flatMap(
    (each) => documentsIn(each),
  );
}

/** Every file is named after its mesh and version; what SMI's name does not say is its first version. */
const OTHER_NAMES = new Map([['smi', 'smi-v1alpha1']]);

/** The objects of a YAML file. */
export function documentsIn(file: string): readonly unknown[] {
  return parseAllDocuments(readFileSync(file, 'utf8'))
    .map(valueOf)
    .filter((value) => value !== null);
}

const valueOf = (document: { toJS(): unknown }): unknown => document.toJS();
