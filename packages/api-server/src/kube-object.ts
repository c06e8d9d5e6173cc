import { isObject, isString, type Json, type JsonObject } from './json.ts';

/** Metadata as the server keeps it. */
export interface Metadata extends JsonObject {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
}

/** Any object of the API. Never changed once it is stored: who changes one makes a copy. */
export interface KubeObject extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
}

/** Whether something has what every object has, its name included. */
export function isKubeObject(value: Json | undefined): value is KubeObject {
  return (
    isObject(value)
    && isString(value.apiVersion)
    && isString(value.kind)
    && isObject(value.metadata)
    && isString(value.metadata.name)
  );
}

/** A copy with some metadata changed; undefined removes a field. */
export function withMetadata(object: KubeObject, changes: Readonly<Record<string, Json | undefined>>): KubeObject {
  const { name, ...metadata }: Record<string, Json | undefined> = { ...object.metadata, ...changes };
  const entries = Object.entries(metadata).flatMap(([field, value]) =>
    value === undefined ? [] : [[field, value] as const],
  );
  return {
    ...object,
    metadata: { name: isString(name) ? name : object.metadata.name, ...Object.fromEntries(entries) },
  };
}

/** One object of a kind: `namespace` is undefined for objects of the whole cluster. */
export interface Place {
  readonly namespace: string | undefined;
  readonly name: string;
}

export const keyOf = ({ namespace, name }: Place): string => (namespace === undefined ? name : `${namespace}/${name}`);

export const placeOf = ({ metadata }: KubeObject): Place => ({ namespace: metadata.namespace, name: metadata.name });
