import type { KubeObject } from '../kube-object.ts';
import type { Resource } from '../resources/resource.ts';
import { fieldSelector } from '../store/field-selector.ts';
import { labelSelector } from '../store/label-selector.ts';

/** Which objects of a kind are asked for. */
export interface Selection {
  readonly namespace: string | undefined;
  /** Of an object as the resource presents it. */
  readonly includes: (object: KubeObject) => boolean;
}

/**
 * What a list or a watch asks for; `name` where the path names one object. Throws a refusal for selectors that cannot
 * be read.
 */
export function selection(
  resource: Resource,
  query: URLSearchParams,
  { namespace, name }: { readonly namespace: string | undefined; readonly name?: string | undefined },
): Selection {
  const byLabel = labelSelector(query.get('labelSelector') ?? '');
  const byField = fieldSelector(query.get('fieldSelector') ?? '', resource);
  const isHere = ({ metadata }: KubeObject): boolean =>
    (namespace === undefined || metadata.namespace === namespace) && (name === undefined || metadata.name === name);
  return {
    namespace,
    includes: (object) => isHere(object) && byLabel(object.metadata.labels ?? {}) && byField(object),
  };
}
