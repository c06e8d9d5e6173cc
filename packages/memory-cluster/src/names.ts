import { type KubeObject, nameOf, type Ref } from '@flagger/api';

/** One text for one object. Without the version of the API: a group serves one object under all of them. */
export function objectKey({ apiVersion, kind, metadata }: Ref): string {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  return `${group}/${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
}

/** What people call it: `VirtualService podinfo.test`, or `GatewayClass istio` where there is no namespace. */
export const objectName = ({ kind, metadata }: Ref): string =>
  `${kind} ${metadata.namespace === undefined ? metadata.name : nameOf({ metadata })}`;

/** RFC 3339 in whole seconds, as Kubernetes writes times. */
export const timeText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** Who asks for a kind names the fields of it that it touches. */
export const isOf = <T extends KubeObject>(object: KubeObject, { kind }: Pick<Ref, 'kind'>): object is T =>
  object.kind === kind;
