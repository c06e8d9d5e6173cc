import { asJson, type Kube } from './kube.ts';
import { crdName } from './profiles.ts';
import { isSame, listOf, textOf, treeOf, valueAt, type Tree } from './values.ts';

const PATH = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const WITHIN = 60_000;

/**
 * Brings CRDs onto the cluster and waits until they are served; one that has other versions there is replaced, with
 * its objects.
 */
export async function install(kube: Kube, crds: readonly Tree[]): Promise<void> {
  const distinct = [...new Map(crds.map((crd) => [crdName(crd), crd])).values()];
  for (const crd of distinct) {
    await until(`${crdName(crd)} is installed`, async () => put(kube, crd));
  }
  for (const crd of distinct) {
    await until(`${crdName(crd)} is served`, async () => isServed(kube, crd));
  }
  kube.forget();
}

/** Gives false where the API server changed the CRD meanwhile: then once more. */
async function put(kube: Kube, crd: Tree): Promise<boolean> {
  const path = `${PATH}/${crdName(crd)}`;
  const { code, body } = await kube.send('GET', path);
  if (code === 200 && isSame(versions(body), versions(crd))) {
    return replaced(kube, path, {
      ...crd,
      metadata: { ...treeOf(crd['metadata']), resourceVersion: valueAt(body, 'metadata', 'resourceVersion') },
    });
  }
  if (code === 200) {
    await kube.must('DELETE', path);
    await until(`the other ${crdName(crd)} is gone`, async () => (await kube.send('GET', path)).code === 404);
  }
  await kube.must('POST', PATH, asJson(crd));
  return true;
}

async function replaced(kube: Kube, path: string, crd: Tree): Promise<boolean> {
  const { code, body } = await kube.send('PUT', path, asJson(crd));
  if (code >= 300 && code !== 409) {
    throw new Error(`PUT ${path}: ${code} ${textOf(body['message'])}`);
  }
  return code !== 409;
}

const versions = (crd: Tree): readonly string[] =>
  listOf(valueAt(crd, 'spec', 'versions')).map(
    (version) =>
      `${textOf(valueAt(version, 'name'))} ${String(valueAt(version, 'served'))} ${String(valueAt(version, 'storage'))}`,
  );

async function isServed(kube: Kube, crd: Tree): Promise<boolean> {
  const version = listOf(valueAt(crd, 'spec', 'versions'))
    .map(treeOf)
    .find((each) => each['served'] === true);
  const path = `/apis/${textOf(valueAt(crd, 'spec', 'group'))}/${textOf(version?.['name'])}/${textOf(valueAt(crd, 'spec', 'names', 'plural'))}?limit=1`;
  return (await kube.send('GET', path)).code === 200;
}

async function until(what: string, isDone: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + WITHIN;
  while (!(await isDone())) {
    if (Date.now() > end) {
      throw new Error(`waited a minute in vain until ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
