import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Conflict, type KubeObject, type Objects, type Ref } from '@flagger/api';
import { MESH_CRDS } from '@flagger/sandbox';
import { playOn, SettledObjects } from '@flagger/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { install } from '../compare/install.ts';
import { asJson, asMergePatch, Kube, type Method } from '../compare/kube.ts';
import { freshNamespace, removeNamespace } from '../compare/namespace.ts';
import { crdsIn } from '../compare/profiles.ts';
import { listOf, textOf, treeOf, valueAt, type Tree } from '../compare/values.ts';
import { aCanary } from './podinfo.ts';
import { kubeconfigPath } from './scene.ts';

// The contract of mesh routers once more, with the kinds as the meshes themselves define them: MESH_CRDS_FOLDER is
// where those CRDs are. A kind that is not there is taken as it is in the recordings, without a schema of its own.

const ROOT = resolve(import.meta.dirname, '../../..');
const NAMESPACES = ['shop', 'stall'];
const CANARIES = [
  ['shop', 'basket'],
  ['shop', 'till'],
  ['stall', 'basket'],
] as const;
const folders = [process.env['MESH_CRDS_FOLDER'], MESH_CRDS].flatMap((folder) => (folder ? [resolve(folder)] : []));
const known = folders.flatMap((folder) => yamlIn(folder, true)).flatMap((file) => crdsIn([readFileSync(file, 'utf8')]));
const providers = readdirSync(join(ROOT, 'providers')).map((name) => join(ROOT, 'providers', name));

/** What every API server has of its own. */
const INGRESSES = '/apis/networking.k8s.io/v1/namespaces/{namespace}/ingresses';

let kube: Kube;
/**
 * What the contract calls the uid of a Canary, and what it is here: an object whose owner is not there would be
 * collected.
 */
const uids = new Map<string, string>();
/** Where the objects of the contract that is played are. */
let collections: readonly string[] = [];

beforeAll(async () => {
  kube = await Kube.of(kubeconfigPath());
  await install(kube, crdsIn([readFileSync(join(ROOT, 'artifacts/flagger/crd.yaml'), 'utf8')]));
  await Promise.all(NAMESPACES.map((name) => freshNamespace(kube, name)));
  for (const [namespace, name] of CANARIES) {
    const made = await kube.must(
      'POST',
      `/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries`,
      asJson(aCanary({ name })),
    );
    uids.set(`uid-of-${name}-in-${namespace}`, textOf(valueAt(made, 'metadata', 'uid')));
  }
});

afterAll(async () => {
  for (const name of NAMESPACES) {
    await removeNamespace(kube, name);
  }
  await kube.close();
});

playOn({
  async set({ crds, rules }, apiVersion) {
    const own = await served(
      crds.map((name) => crdFor((crd) => valueAt(crd, 'metadata', 'name') === name, apiVersion, name)),
      apiVersion,
    );
    collections = rules.some(({ resource }) => resource === 'ingresses') ? [...own, INGRESSES] : own;
  },
  async objects(there) {
    await clear(['/api/v1/namespaces/{namespace}/services', ...collections]);
    const objects = new SettledObjects(objectsOf(kube));
    await Promise.all(there.map((object) => objects.create(object)));
    await Promise.all(there.filter(({ status }) => status !== undefined).map(playStatus));
    return objects;
  },
});

for (const contract of providers.map((folder) => join(folder, 'src/router.contract.test.ts')).filter(existsSync)) {
  await import(contract);
}

describe("the mesh's own schema", () => {
  const documents = providers.flatMap((folder) =>
    yamlIn(join(folder, 'golden'))
      .filter((file) => file.endsWith('.out.yaml'))
      .flatMap((file) =>
        parseAllDocuments(readFileSync(file, 'utf8')).map((document) => ({
          name: file.slice(join(ROOT, 'providers').length + 1),
          object: treeOf(document.toJS()),
        })),
      ),
  );
  const versions = [...new Set(documents.map(({ object }) => textOf(object['apiVersion'])))];

  it('is tried on something', () => {
    expect(versions.length).toBeGreaterThan(0);
  });

  describe.each(versions)('%s', (apiVersion) => {
    const written = documents.filter(({ object }) => object['apiVersion'] === apiVersion);
    const kinds = [...new Set(written.map(({ object }) => textOf(object['kind'])))];
    beforeAll(async () => {
      await clear(
        await served(
          kinds
            .filter((kind) => kind !== 'Ingress')
            .map((kind) => crdFor((crd) => isOf(crd, apiVersion, kind), apiVersion, kind)),
          apiVersion,
        ),
      );
    });

    it.each(written)('takes all that is built, without a warning: $object.kind of $name', async ({ object }) => {
      const metadata = { ...treeOf(object['metadata']), namespace: 'shop' };
      const path = await kube.path(apiVersion, textOf(object['kind']), { namespace: 'shop' });
      const { code, body } = await kube.send(
        'POST',
        `${path ?? ''}?dryRun=All&fieldValidation=Strict`,
        asJson({ ...object, metadata }),
      );
      expect([code, body['message']]).toEqual([201, undefined]);
    });
  });
});

/** Brings CRDs onto the cluster, and gives the paths of their objects, with `{namespace}` in them where they are in one. */
async function served(crds: readonly Tree[], apiVersion: string): Promise<readonly string[]> {
  await install(kube, crds);
  return crds.map((crd) => {
    const scope = valueAt(crd, 'spec', 'scope') === 'Cluster' ? '' : 'namespaces/{namespace}/';
    const groupVersion = `${textOf(valueAt(crd, 'spec', 'group'))}/${apiVersion.split('/')[1] ?? ''}`;
    return `/apis/${groupVersion}/${scope}${textOf(valueAt(crd, 'spec', 'names', 'plural'))}`;
  });
}

/** What the mesh's own controller would say, which an API server takes from nobody who creates an object. */
async function playStatus({ apiVersion, kind, metadata, status }: KubeObject): Promise<void> {
  const path = await kube.path(apiVersion, kind, { namespace: metadata.namespace ?? '', name: metadata.name });
  await kube.must('PATCH', `${path ?? ''}/status`, asMergePatch({ status }));
}

async function clear(paths: readonly string[]): Promise<void> {
  await Promise.all(
    paths.flatMap((path) => NAMESPACES.map((namespace) => kube.must('DELETE', path.replace('{namespace}', namespace)))),
  );
}

/**
 * The first CRD that has the version, with that version served: projects keep old versions in their CRDs and switch
 * them off.
 */
function crdFor(isWanted: (crd: Tree) => boolean, apiVersion: string, what: string): Tree {
  const version = apiVersion.split('/')[1];
  const found = known.find((crd) => isWanted(crd) && versionsOf(crd).some(({ name }) => name === version));
  if (!found) {
    throw new Error(`no CRD of ${what} with ${apiVersion} in ${folders.join(', ')}`);
  }
  const versions = versionsOf(found).map((each) => (each['name'] === version ? { ...each, served: true } : each));
  return { ...found, spec: { ...treeOf(found['spec']), versions } };
}

function isOf(crd: Tree, apiVersion: string, kind: string): boolean {
  return valueAt(crd, 'spec', 'group') === apiVersion.split('/')[0] && valueAt(crd, 'spec', 'names', 'kind') === kind;
}

function versionsOf(crd: Tree): readonly Tree[] {
  return listOf(valueAt(crd, 'spec', 'versions')).map(treeOf);
}

function yamlIn(folder: string, isDeep = false): readonly string[] {
  const found = existsSync(folder) ? readdirSync(folder, { recursive: isDeep, encoding: 'utf8' }) : [];
  return found
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** Objects as they are in the cluster, each read from there. */
function objectsOf(cluster: Kube): Objects {
  const send = async <T extends KubeObject>(
    method: Method,
    { ref, content }: { readonly ref: Ref; readonly content?: ReturnType<typeof asJson> },
  ): Promise<T | undefined> => {
    const { name, namespace = '' } = ref.metadata;
    const path = await cluster.path(ref.apiVersion, ref.kind, method === 'POST' ? { namespace } : { namespace, name });
    const { code, body } =
      path === undefined
        ? { code: 404, body: { message: `no ${ref.kind} is served` } }
        : await cluster.send(method, path, content && { ...content, body: translated(content.body, true) });
    if (code === 404 && (method === 'GET' || method === 'DELETE')) {
      return undefined;
    }
    const message = `${method} ${ref.kind} ${name}: ${code} ${textOf(body['message'])}`;
    if (code >= 300) {
      throw code === 409 ? new Conflict(message) : new Error(message);
    }
    return translated(body, false) as T;
  };
  return {
    read: (ref) => send('GET', { ref }),
    confirm: (ref) => send('GET', { ref }),
    create: async (object) => must(await send('POST', { ref: object, content: asJson(object) })),
    patch: async (ref, changes) => must(await send('PATCH', { ref, content: asMergePatch(changes) })),
    replace: async (object) => must(await send('PUT', { ref: object, content: asJson(object) })),
    remove: async (ref) => {
      await send('DELETE', { ref });
    },
  };
}

/** Puts the uids that Canaries have in the cluster in the place of those of the contract, or the other way round. */
function translated(value: unknown, isOutgoing: boolean): unknown {
  const pairs = [...uids].map(([ours, theirs]) => (isOutgoing ? ([ours, theirs] as const) : ([theirs, ours] as const)));
  return JSON.parse(pairs.reduce((text, [from, to]) => text.replaceAll(from, to), JSON.stringify(value))) as unknown;
}

function must<T>(answer: T | undefined): T {
  if (answer === undefined) {
    throw new Error('the API server answered nothing');
  }
  return answer;
}
