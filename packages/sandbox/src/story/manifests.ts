import { join } from 'node:path';
import type { KubeObject } from '@flagger/api';
import { type Client, type Fields, fieldsOf, isFields, itemsOf, type Resource, textOf } from '../client/index.ts';
import { documentsIn } from '../definitions.ts';
import type { Pace, Release } from './scenarios.ts';
import type { Stage } from './stages.ts';

/**
 * Creates what the manifests of a stage describe, and the Canary of a file beside them, in a hurry. Gives the Canary's
 * key. Of the stage the namespace alone where that file brings its own workload.
 */
export async function applyStage(
  client: Client,
  stage: Stage,
  { file, pace }: { readonly file: string; readonly pace: Pace },
): Promise<string> {
  const objects = objectsOf(file, stage);
  const isWhole = objects.some(isKnative);
  const before = stage.files
    .flatMap((each) => objectsOf(each, stage))
    .filter(({ kind }) => !isWhole || kind === 'Namespace');
  const canary = objects.find(({ kind }) => kind === 'Canary');
  if (canary === undefined) {
    throw new Error(`${stage.folder.told}/${file} holds no Canary`);
  }
  for (const object of [...before, ...objects.filter((each) => each !== canary)]) {
    await client.create(resourceOf(object), object);
  }
  await client.create(resourceOf(canary), hurried(canary, pace));
  return `${canary.metadata.namespace ?? ''}/${canary.metadata.name}`;
}

/** Starts a release: applies its manifest, or sets the image of podinfo; gives the line of kubectl that does so. */
export async function startRelease(
  client: Client,
  stage: Stage,
  { tag, manifest, targetRef }: Pick<Release, 'tag' | 'manifest'> & { readonly targetRef: unknown },
): Promise<string> {
  if (manifest === undefined) {
    return setImage(client, tag, targetRef);
  }
  for (const { apiVersion, kind, metadata, ...changes } of objectsOf(manifest, stage)) {
    await client.patch(
      resourceOf({ apiVersion, kind }),
      { namespace: metadata.namespace ?? '', name: metadata.name },
      changes,
    );
  }
  return `kubectl apply -n ${stage.namespace} -f ${stage.folder.told}/${manifest}`;
}

/** Does as `kubectl -n test set image deployment/podinfo podinfo=…` does, or `kn` for Knative; gives that line. */
async function setImage(client: Client, tag: string, targetRef: unknown): Promise<string> {
  const { apiVersion, kind } = fieldsOf(targetRef);
  const target = { apiVersion: textOf(apiVersion) ?? '', kind: textOf(kind) ?? '' };
  const resource = resourceOf(target);
  const workload = await client.get(resource, PODINFO);
  const containers = itemsOf(fieldsOf(fieldsOf(fieldsOf(fieldsOf(workload).spec).template).spec).containers).map(
    fieldsOf,
  );
  const image = `${(textOf(containers[0]?.['image']) ?? '').replace(/:[^:]*$/, '')}:${tag}`;
  await client.patch(resource, PODINFO, {
    spec: { template: { spec: { containers: containers.map((each) => ({ ...each, image })) } } },
  });
  return isKnative(target)
    ? `kn service update podinfo -n test --image=${image}`
    : `kubectl -n test set image deployment/podinfo podinfo=${image}`;
}

type Target = Pick<KubeObject, 'apiVersion' | 'kind'>;

/** A Service of Knative is a workload. */
const isKnative = ({ apiVersion }: Target): boolean => apiVersion.startsWith('serving.knative.dev/');

const PODINFO = { namespace: 'test', name: 'podinfo' };

const PLURALS: Readonly<Record<string, string>> = {
  Namespace: 'namespaces',
  Service: 'services',
  Deployment: 'deployments',
  HorizontalPodAutoscaler: 'horizontalpodautoscalers',
  HTTPProxy: 'httpproxies',
  IngressRoute: 'ingressroutes',
  ApisixRoute: 'apisixroutes',
  VirtualService: 'virtualservices',
  Upstream: 'upstreams',
  Ingress: 'ingresses',
  Gateway: 'gateways',
  Telemetry: 'telemetries',
  Canary: 'canaries',
  MetricTemplate: 'metrictemplates',
};

function resourceOf({ apiVersion, kind }: Target): Resource {
  const plural = PLURALS[kind];
  if (plural === undefined) {
    throw new Error(`the manifests hold a ${kind}, which the story does not know`);
  }
  return { apiVersion, plural, kind, accepts: (object): object is KubeObject => object.kind === kind };
}

/** Objects that name no namespace are in that of the stage. */
function objectsOf(file: string, { folder, namespace }: Stage): readonly KubeObject[] {
  return documentsIn(join(folder.path, file))
    .filter(isObject)
    .map((each) =>
      each.kind === 'Namespace'
        ? each
        : { ...each, metadata: { ...each.metadata, namespace: each.metadata.namespace ?? namespace } },
    );
}

const isObject = (value: unknown): value is KubeObject =>
  isFields(value) && typeof value.kind === 'string' && textOf(fieldsOf(value.metadata).name) !== undefined;

/** The same Canary with shorter times. */
function hurried(canary: KubeObject, pace: Pace): KubeObject {
  const spec = fieldsOf(fieldsOf(canary).spec);
  const analysis = fieldsOf(spec['analysis']);
  const metrics = itemsOf(analysis['metrics']).map((metric): Fields => ({
    ...fieldsOf(metric),
    interval: pace.metrics,
  }));
  const { compare } = analysis;
  const changes = {
    interval: pace.interval,
    metrics,
    ...(isFields(compare) && { compare: { ...compare, warmUp: pace.warmUp } }),
  };
  return { ...canary, ...{ spec: { ...spec, analysis: { ...analysis, ...changes } } } };
}

/** The line of kubectl that applies a stage and the Canary of a scenario. */
export const applied = ({
  stage,
  scenario,
}: {
  readonly stage: Stage;
  readonly scenario: { readonly file: string };
}): string =>
  [
    `kubectl apply -n ${stage.namespace}`,
    ...[...stage.files, scenario.file].map((file) => `-f ${stage.folder.told}/${file}`),
  ].join(' ');
