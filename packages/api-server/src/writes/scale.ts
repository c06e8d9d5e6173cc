import type { Cluster } from '../cluster.ts';
import { at, defined, isObject, isString, type Json, type JsonObject, numberAt, objectAt, withAt } from '../json.ts';
import type { KubeObject, Place } from '../kube-object.ts';
import { badRequest } from '../refusal.ts';
import type { Resource, ScalePaths } from '../resources/resource.ts';
import { selectorText } from '../tables/columns.ts';
import { update } from './update.ts';
import type { WriteOptions } from './write-options.ts';

/** The scale of an object, as `autoscaling/v1` Scale. */
export function scaleOf(object: KubeObject, { spec, status, selector }: ScalePaths): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const replicas = numberAt(object, ...spec);
  const found = at(object, ...selector);
  const text = isString(found) ? found : isObject(found) ? selectorText(found) : undefined;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: defined({ name, namespace, uid, resourceVersion, creationTimestamp }),
    spec: replicas === undefined || replicas === 0 ? {} : { replicas },
    status: defined({ replicas: numberAt(object, ...status) ?? 0, selector: text }),
  };
}

/** Sets an object's wanted number of pods from a Scale; gives the object as it is stored. */
export function rescale(
  cluster: Cluster,
  target: {
    readonly resource: Resource;
    readonly place: Place;
    readonly current: KubeObject;
    readonly options: WriteOptions;
    readonly paths: ScalePaths;
    readonly body: Json;
  },
): KubeObject {
  const { resource, place, current, options, paths, body } = target;
  if (!isObject(body)) {
    throw badRequest('the body is no Scale');
  }
  const replicas = numberAt(body, 'spec', 'replicas') ?? 0;
  const object = resource.presented(current);
  const metadata = { ...object.metadata, ...defined({ resourceVersion: at(body, 'metadata', 'resourceVersion') }) };
  const next = withAt({ ...objectAt(object), metadata }, paths.spec, replicas);
  return update(cluster, { resource, place, current, body: next, part: 'object', options, isPatch: true });
}
