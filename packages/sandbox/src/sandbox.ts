import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Clock, Log } from '@flagger/api';
import { startApiServer } from '@flagger/api-server';
import { accessOf, type Client, createClient } from './client/index.ts';
import { type DataPlane, type DataPlaneOptions, startDataPlane } from './data-plane.ts';
import { definitionsFor } from './definitions.ts';
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
