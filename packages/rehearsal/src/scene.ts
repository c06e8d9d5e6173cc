import type { Canary, KubeObject } from '@flagger/api';
import { at, imageOf, listOf, numberAt, textAt } from '@flagger/simulated-cluster';
import type { Plan } from './plan.ts';

/** The cluster before the release, and the target that is released. */
export interface Scene {
  readonly objects: readonly KubeObject[];
  readonly target: KubeObject;
  readonly released: KubeObject;
  readonly assumed: readonly string[];
}

/** Sets the scene; what the Canary refers to and nobody gave is made up, and told. */
export function sceneOf(plan: Plan, canary: Canary): Scene {
  const { name, kind, apiVersion } = canary.spec.targetRef;
  const { namespace } = canary.metadata;
  const ref = { apiVersion: apiVersion || 'apps/v1', kind, metadata: { name, namespace } };
  const objects = plan.objects.map((object) => placed(object, namespace));
  const given = objects.find((object) => isSame(object, ref));
  const target = withReplicas(given ?? madeUpTarget(canary));
  const released =
    plan.released === undefined ? withImage(target, plan.image ?? nextImage(imageOf(target))) : plan.released;
  const scaler = madeUpScaler(canary, objects);
  return {
    objects: [
      ...objects.filter((object) => object !== given).map((object) => valued(object, plan.values)),
      ...(scaler ? [scaler] : []),
    ],
    target,
    released: placed(withReplicas(released), namespace),
    assumed: [
      ...(given ? [] : [`${kind} ${name} is not among the manifests: one with two pods was made up from the Canary`]),
      ...(scaler
        ? [`HorizontalPodAutoscaler ${scaler.metadata.name} is not among the manifests: one was made up`]
        : []),
    ],
  };
}

const placed = (object: KubeObject, namespace: string): KubeObject =>
  object.metadata.namespace === undefined ? { ...object, metadata: { ...object.metadata, namespace } } : object;

const isSame = (object: KubeObject, { kind, metadata }: KubeObject): boolean =>
  object.kind === kind && object.metadata.name === metadata.name && object.metadata.namespace === metadata.namespace;

/** The API server would write the default down. */
const withReplicas = (target: KubeObject): KubeObject => ({
  ...target,
  spec: { replicas: 1, ...(typeof target.spec === 'object' ? target.spec : {}) },
});

function madeUpTarget({ metadata: { namespace }, spec }: Canary): KubeObject {
  const { name } = spec.targetRef;
  const { targetPort = spec.service.port } = spec.service;
  const port =
    typeof targetPort === 'number' ? { containerPort: targetPort } : { name: targetPort, containerPort: 8080 };
  const template = {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name, image: `${name}:1`, ports: [port] }] },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: { replicas: 2, selector: { matchLabels: { app: name } }, template },
  };
}

function madeUpScaler(
  { metadata: { namespace }, spec }: Canary,
  objects: readonly KubeObject[],
): KubeObject | undefined {
  const { autoscalerRef: ref } = spec;
  if (ref === undefined || objects.some(({ kind, metadata }) => kind === ref.kind && metadata.name === ref.name)) {
    return undefined;
  }
  const { apiVersion, kind, name } = spec.targetRef;
  return {
    apiVersion: ref.apiVersion || 'autoscaling/v2',
    kind: ref.kind,
    metadata: { name: ref.name, namespace },
    spec: { scaleTargetRef: { apiVersion, kind, name }, minReplicas: 2, maxReplicas: 4 },
  };
}

/** `podinfo:6.0.1` becomes `podinfo:next`. */
const nextImage = (image: string): string => `${image.replace(/@.*$/, '').replace(/:[^:/]*$/, '')}:next`;

function withImage(target: KubeObject, image: string): KubeObject {
  const template = at(target.spec, 'template');
  const [first, ...rest] = listOf(at(template, 'spec', 'containers'));
  const containers = [{ ...asObject(first), image }, ...rest];
  const pod = { ...asObject(at(template, 'spec')), containers };
  return { ...target, spec: { ...asObject(target.spec), template: { ...asObject(template), spec: pod } } };
}

/** A template that nobody can ask is answered by its value. */
function valued(object: KubeObject, values: Plan['values']): KubeObject {
  const value = values[object.metadata.name];
  return object.kind !== 'MetricTemplate' || value === undefined
    ? object
    : {
        ...object,
        spec: { provider: { type: 'prometheus', address: 'http://prometheus.rehearsal' }, query: `vector(${value})` },
      };
}

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});

/** Templates of the canary's metrics that ask somebody who is not played, and of which no value is given. */
export const unaskable = ({ objects, values }: Plan, canary: Canary): readonly string[] =>
  (canary.spec.analysis.metrics ?? []).flatMap(({ templateRef }) => {
    const found = objects.find(
      ({ kind, metadata }) => kind === 'MetricTemplate' && metadata.name === templateRef?.name,
    );
    const type = textAt(found?.spec, 'provider', 'type');
    const name = templateRef?.name ?? '';
    return found === undefined || type === 'prometheus' || values[name] !== undefined
      ? []
      : [`MetricTemplate ${name} asks ${type}, which nobody plays: give its value, e.g. --metric ${name}=42`];
  });

/** How many pods the target wants. */
export const replicasOf = (object: KubeObject): number => numberAt(object.spec, 'replicas');
