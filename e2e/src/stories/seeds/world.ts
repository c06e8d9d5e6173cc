import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { freePort } from '@flagger/sandbox';
import { parseAllDocuments } from 'yaml';
import { install } from '../../compare/install.ts';
import { asJson, Kube } from '../../compare/kube.ts';
import { crdsIn } from '../../compare/profiles.ts';
import { type LentPlane, lendPlane } from '../lent-plane.ts';
import { installCrds, kubeconfigPath } from '../scene.ts';
import { served } from '../served.ts';
import { treeOf, type Tree } from '../../compare/values.ts';

export const ROOT = resolve(import.meta.dirname, '../../../..');
const ADAPTER = 'artifacts/smi/istio-adapter.yaml';

/** The objects of a file, by its path from the root. */
export const objectsOf = (file: string): readonly Tree[] =>
  parseAllDocuments(readFileSync(resolve(ROOT, file), 'utf8'))
    .map((document) => treeOf(document.toJS()))
    .filter(({ kind }) => kind !== undefined);

/** What all documents find in the cluster: meshes, played by a data plane each, their definitions, Prometheus and Kafka. */
export interface World {
  readonly planes: ReadonlyMap<string, LentPlane>;
  /** The port where the operator of a story shows its metrics, by the name of the story. */
  readonly ports: ReadonlyMap<string, number>;
  /** How far consumers of podinfo are behind from now on, as the Prometheus of a mesh sees it. */
  lag(mesh: string, messages: number): void;
  /** What a story made where it does not go with its namespace goes with the world: others may need it, too. */
  made(path: string): void;
  end(): Promise<void>;
}

/** Plays these meshes, and has their Prometheus scrape the operators of these stories. */
export async function worldOf(meshes: readonly string[], stories: readonly string[]): Promise<World> {
  await prepared();
  const made: string[] = [];
  const behind = new Map<string, number>();
  const kafka = await served(async ({ url = '' }) => ({
    code: 200,
    body: `kafka_consumergroup_lag{consumergroup="podinfo-consumer-1",topic="podinfo"} ${behind.get(url) ?? 42}\n`,
  }));
  const ports = new Map<string, number>();
  for (const story of stories) {
    ports.set(story, await freePort());
  }
  const shown = Array.from(ports.values(), (port) => `http://127.0.0.1:${port}/metrics`);
  const planes = new Map<string, LentPlane>();
  const lend = (mesh: string): Promise<LentPlane> =>
    lendPlane(
      mesh,
      undefined,
      [`${kafka.url}${kafkaPath(mesh)}`, ...shown].flatMap((url) => ['--scrape', url]),
    );
  await Promise.all(meshes.map(async (mesh) => planes.set(mesh, await lend(mesh))));
  return {
    planes,
    ports,
    lag: (mesh, messages) => behind.set(kafkaPath(mesh), messages),
    made: (path) => made.push(path),
    end: async () => {
      await removed(made);
      await Promise.all(Array.from(planes.values(), (plane) => plane.stop()));
      kafka.server.close();
      kafka.server.closeAllConnections();
    },
  };
}

/** Every definition that the documents need, and the namespace of the mesh. */
async function prepared(): Promise<void> {
  // one after the other: each brings ours, too
  for (const profile of ['istio', 'istio-around', 'appmesh-v1beta2', 'appmesh-around']) {
    await installCrds(profile);
  }
  const kube = await Kube.of(kubeconfigPath());
  await install(kube, crdsIn([readFileSync(resolve(ROOT, ADAPTER), 'utf8')]));
  await kube.send('POST', '/api/v1/namespaces', asJson({ metadata: { name: 'istio-system' } }));
  await kube.close();
}

async function removed(paths: readonly string[]): Promise<void> {
  const kube = await Kube.of(kubeconfigPath());
  for (const path of paths.toReversed()) {
    await kube.send('DELETE', path);
  }
  await kube.close();
}

const kafkaPath = (mesh: string): string => `/${encodeURIComponent(mesh)}/metrics`;
