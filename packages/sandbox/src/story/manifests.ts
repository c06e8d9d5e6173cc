import { join } from 'node:path';
import type { KubeObject } from '@flagger/api';
import { type Client, type Fields, fieldsOf, isFields, itemsOf, type Resource, textOf } from '../client/index.ts';
import { documentsIn } from '../definitions.ts';
import { EXAMPLES } from '../repository.ts';

/** Shorter times than the manifests have, so that the story is short. */
const SHORT = { interval: '2s', metrics: '10s' };

/**
 * Creates what the example manifests describe: podinfo, and the Canary of a file in artifacts/examples, in a hurry.
 * Gives the Canary's key.
 */
export async function applyExamples(client: Client, file: string): Promise<string> {
  for (const object of objectsOf('podinfo.yaml')) {
    await create(client, object);
  }
  const objects = objectsOf(file);
  const canary = objects.find(({ kind }) => kind === 'Canary');
  if (canary === undefined) {
    throw new Error(`artifacts/examples/${file} holds no Canary`);
  }
  for (const object of objects.filter((each) => each !== canary)) {
    await create(client, object);
  }
  await create(client, hurried(canary));
  return `${canary.metadata.namespace ?? ''}/${canary.metadata.name}`;
}

/** Does as `kubectl -n test set image deployment/podinfo podinfo=…` does; gives that line. */
export async function setImage(client: Client, tag: string): Promise<string> {
  const deployment = await client.get(resourceOf('Deployment'), PODINFO);
  const containers = itemsOf(fieldsOf(fieldsOf(fieldsOf(fieldsOf(deployment).spec).template).spec).containers).map(
    fieldsOf,
  );
  const image = `${(textOf(containers[0]?.['image']) ?? '').replace(/:[^:]*$/, '')}:${tag}`;
  await client.patch(resourceOf('Deployment'), PODINFO, {
    spec: { template: { spec: { containers: containers.map((each) => ({ ...each, image })) } } },
  });
  return `kubectl -n test set image deployment/podinfo podinfo=${image}`;
}

const PODINFO = { namespace: 'test', name: 'podinfo' };

const PLACES: Readonly<Record<string, readonly [apiVersion: string, plural: string]>> = {
  Namespace: ['v1', 'namespaces'],
  Deployment: ['apps/v1', 'deployments'],
  HorizontalPodAutoscaler: ['autoscaling/v2', 'horizontalpodautoscalers'],
  HTTPProxy: ['projectcontour.io/v1', 'httpproxies'],
  Ingress: ['networking.k8s.io/v1', 'ingresses'],
  Canary: ['flagger.app/v1beta1', 'canaries'],
  MetricTemplate: ['flagger.app/v1beta1', 'metrictemplates'],
};

function resourceOf(kind: string): Resource {
  const [apiVersion, plural] = PLACES[kind] ?? [];
  if (apiVersion === undefined || plural === undefined) {
    throw new Error(`the examples hold a ${kind}, which the story does not know`);
  }
  return { apiVersion, plural, kind, accepts: (object): object is KubeObject => object.kind === kind };
}

async function create(client: Client, object: KubeObject): Promise<void> {
  await client.create(resourceOf(object.kind), object);
}

function objectsOf(file: string): readonly KubeObject[] {
  return documentsIn(join(EXAMPLES, file)).filter(isObject);
}

const isObject = (value: unknown): value is KubeObject =>
  isFields(value) && typeof value.kind === 'string' && textOf(fieldsOf(value.metadata).name) !== undefined;

/** The same Canary with shorter times. */
function hurried(canary: KubeObject): KubeObject {
  const spec = fieldsOf(fieldsOf(canary).spec);
  const analysis = fieldsOf(spec['analysis']);
  const metrics = itemsOf(analysis['metrics']).map((metric): Fields => ({
    ...fieldsOf(metric),
    interval: SHORT.metrics,
  }));
  return { ...canary, ...{ spec: { ...spec, analysis: { ...analysis, interval: SHORT.interval, metrics } } } };
}
