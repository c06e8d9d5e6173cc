import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { annotationOf, definitions, isJsonObject, type KubeObject, VERBS } from '@flagger/api';
import { startApiServer } from '@flagger/api-server';
import { connect, createTransport, type Transport } from '@flagger/kubernetes';
import { resourceOf } from '../src/cluster/kinds.ts';
import { type ExitCode, type Io, run } from '../src/index.ts';
import { FILES } from '../src/machine.ts';

/** What one command line did. */
export interface Ran {
  readonly code: ExitCode;
  /** Data, from stdout. */
  readonly out: string;
  /** Story, from stderr. */
  readonly told: string;
}

export interface Setting {
  readonly isTerminal?: boolean;
  readonly rows?: number;
  readonly now?: number;
  readonly signal?: AbortSignal;
  /** What is on stdin. */
  readonly input?: string;
  readonly fetch?: Io['fetch'];
  readonly environment?: Io['environment'];
  /** Hears each piece of data as it comes. */
  readonly onOut?: (text: string) => void;
  /** Hears how long the program would wait, before it does for a moment. */
  readonly onPause?: (ms: number) => void;
}

/** An embedded cluster, and the command line against it. */
export interface House {
  /** A command line as a person types it. */
  type(line: string, setting?: Setting): Promise<Ran>;
  /** Makes an object with its status. */
  put(object: object): Promise<void>;
  /** Changes the status of podinfo.test as the operator does. */
  status(changes: object): Promise<void>;
  /** Takes away what was asked of podinfo.test. */
  unask(): Promise<void>;
  canary(): Promise<KubeObject>;
  /** An object of the namespace test. */
  read(kind: string, name: string): Promise<KubeObject>;
  readonly kubeconfig: string;
}

/** Starts a cluster for the tests of one file, with our CRDs or others. */
export function house(crds: readonly unknown[] = definitions()): House {
  let cluster: Running | undefined;
  beforeAll(async () => {
    cluster = await started(crds);
    await cluster.write('create', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'test' } });
  });
  afterAll(() => cluster?.stop());
  const running = (): Running => {
    if (cluster === undefined) {
      throw new Error('the cluster is not started yet');
    }
    return cluster;
  };
  return {
    type: (line, setting = {}) => typed(line, { KUBECONFIG: running().kubeconfig }, setting),
    put: async (object) => {
      await running().write('create', object);
      if ('status' in object) {
        await running().write('status', object);
      }
    },
    status: async (status) => {
      await running().write('status', { ...PODINFO, status });
    },
    unask: async () => {
      const annotations = Object.fromEntries([...VERBS, 'pause' as const].map((verb) => [annotationOf(verb), null]));
      await running().write('patch', { ...PODINFO, metadata: { ...PODINFO.metadata, annotations } });
    },
    // a merge of nothing gives what is there
    canary: async () => kubeObject(await running().write('patch', PODINFO)),
    read: async (kind, name) =>
      kubeObject(await running().write('patch', { ...PODINFO, kind, metadata: { ...PODINFO.metadata, name } })),
    get kubeconfig() {
      return running().kubeconfig;
    },
  };
}

const PODINFO = { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', metadata: { namespace: 'test', name: 'podinfo' } };

interface Running {
  readonly kubeconfig: string;
  write(what: 'create' | 'patch' | 'status', object: object): Promise<unknown>;
  stop(): Promise<void>;
}

async function started(crds: readonly unknown[]): Promise<Running> {
  const server = await startApiServer({ token: 't', crds });
  const folder = await mkdtemp(join(tmpdir(), 'cli-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, server.kubeconfig());
  const connection = connect({ kubeconfig, environment: {} });
  const transport = createTransport({ connection });
  return {
    kubeconfig,
    write: (what, object) => transport.request(callOf(what, kubeObject(object))),
    stop: async () => {
      await connection.close();
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

function callOf(what: 'create' | 'patch' | 'status', object: KubeObject): Parameters<Transport['request']>[0] {
  const { apiVersion, kind, metadata, status } = object;
  const { namespace, name } = metadata;
  const resource = resourceOf(kind) ?? {
    apiVersion,
    kind,
    plural: `${kind.toLowerCase()}s`,
    namespaced: false,
    verbs: [],
  };
  const patch = { verb: 'patch' as const, resource, contentType: 'application/merge-patch+json' };
  switch (what) {
    case 'create':
      return { verb: 'create', resource, place: { namespace, name }, body: object };
    case 'patch':
      return { ...patch, place: { namespace, name }, body: { metadata } };
    case 'status':
      return { ...patch, place: { namespace, name, subresource: 'status' }, body: { status } };
  }
}

function kubeObject(value: unknown): KubeObject {
  const { apiVersion, kind, metadata, ...rest } = isJsonObject(value) ? value : {};
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !isMetadata(metadata)) {
    throw new Error('this is no object');
  }
  return { ...rest, apiVersion, kind, metadata };
}

const isMetadata = (value: unknown): value is KubeObject['metadata'] =>
  isJsonObject(value) && typeof value.name === 'string';

/** Runs a command line in this process; words in quotes are one. */
export async function typed(line: string, environment: Io['environment'], setting: Setting = {}): Promise<Ran> {
  const words = Array.from(
    line.replace(/^kubectl flagger ?/, '').matchAll(/"([^"]*)"|(\S+)/g),
    ([, quoted, word]) => quoted ?? word ?? '',
  );
  const told: string[] = [];
  let out = '';
  const { isTerminal = false, rows = 24, now, signal = new AbortController().signal, onOut, onPause } = setting;
  const code = await run(words, {
    out: (text) => {
      out += text;
      onOut?.(text);
    },
    say: (text) => void told.push(text),
    environment: { ...environment, ...setting.environment },
    home: '/nowhere',
    screen: { isTerminal, rows, columns: 160, paint: (_, text) => text },
    files: { ...FILES, read: async (path) => (path === '-' ? (setting.input ?? '') : FILES.read(path)) },
    signal,
    now: () => now ?? Date.now(),
    pause: (ms) => {
      onPause?.(ms);
      return new Promise((resolve) => setTimeout(resolve, Math.min(ms, 20)));
    },
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    fetch: setting.fetch ?? (() => Promise.reject(new Error('nobody is there'))),
  });
  return { code, out, told: told.join('\n') };
}
