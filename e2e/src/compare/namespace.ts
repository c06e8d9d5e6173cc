import { asJson, asMergePatch, type Kube } from './kube.ts';
import { listOf, treeOf, valueAt, textOf } from './values.ts';

const LABEL = 'flagger-compare';
const GONE_WITHIN = 120_000;

const pathOf = (name: string): string => `/api/v1/namespaces/${name}`;

/**
 * Creates the namespace of a scenario, after what an earlier replay left there is gone. Refuses a namespace that no
 * replay made.
 */
export async function freshNamespace(kube: Kube, name: string): Promise<void> {
  await removeNamespace(kube, name);
  const end = Date.now() + GONE_WITHIN;
  while ((await kube.send('GET', pathOf(name))).code !== 404) {
    if (Date.now() > end) {
      throw new Error(`the namespace ${name} of an earlier replay does not go away`);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  await kube.must(
    'POST',
    '/api/v1/namespaces',
    asJson({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { [LABEL]: 'replay' } } }),
  );
}

/** Starts the deletion of a replay's namespace; no operator is left to finalise its canaries. */
export async function removeNamespace(kube: Kube, name: string): Promise<void> {
  const { code, body } = await kube.send('GET', pathOf(name));
  if (code === 404) {
    return;
  }
  if (valueAt(body, 'metadata', 'labels', LABEL) === undefined) {
    throw new Error(`the namespace ${name} was not made by a replay, so it is not deleted: use another cluster`);
  }
  const canaries = `/apis/flagger.app/v1beta1/namespaces/${name}/canaries`;
  for (const canary of listOf((await kube.send('GET', canaries)).body['items'])) {
    await kube.send(
      'PATCH',
      `${canaries}/${textOf(valueAt(treeOf(canary), 'metadata', 'name'))}`,
      asMergePatch({ metadata: { finalizers: null } }),
    );
  }
  await kube.send('DELETE', pathOf(name));
}
