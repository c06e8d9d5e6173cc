import type { Json } from '../json.ts';
import type { KubeObject } from '../kube-object.ts';
import type { About } from '../refusal.ts';
import type { Rules } from '../rules/rules.ts';
import type { Schema } from '../schema/schema.ts';
import type { Column } from '../tables/column.ts';

export type Verb = 'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch';

export const ALL_VERBS: readonly Verb[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

/** The same, as the real server tells it of custom kinds. */
export const CUSTOM_VERBS: readonly Verb[] = [
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'create',
  'update',
  'watch',
];

/** A part of an object with a path of its own, e.g. `deployments/scale`. */
export interface Subresource {
  readonly name: string;
  readonly kind: string;
  /** Of `kind`, where it is another than the object's own, e.g. `autoscaling/v1`. */
  readonly apiVersion?: string;
  readonly verbs: readonly Verb[];
}

/** Where the scale subresource finds its numbers, as paths of field names. */
export interface ScalePaths {
  readonly spec: readonly string[];
  readonly status: readonly string[];
  /** A selector as text, or as an object with matchLabels. */
  readonly selector: readonly string[];
}

/** One kind in one version, as the server serves it. */
export interface Resource extends About {
  readonly version: string;
  readonly listKind: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly Verb[];
  readonly subresources: readonly Subresource[];
  readonly scale?: ScalePaths;
  /** Under which name its objects are stored; the versions of a kind share it. */
  readonly storage: string;
  readonly isCustom: boolean;
  readonly schema: Schema;
  /** The Go type of a built-in kind, e.g. `apps.Deployment`. */
  readonly type?: string;
  readonly rules: Rules;
  readonly columns: readonly Column[];
  /** Fields that `fieldSelector` knows besides name and namespace, as in this version. */
  readonly selectable: readonly string[];
  /** What clients are told when they use it. */
  readonly warning?: string;
  /** From the form in which it is stored to this version, and back. */
  readonly presented: (stored: KubeObject) => KubeObject;
  readonly stored: (object: KubeObject) => KubeObject;
}

export const apiVersionOf = ({ group, version }: Pick<Resource, 'group' | 'version'>): string =>
  group === '' ? version : `${group}/${version}`;

/** Whether it has a status that only its own subresource may write. */
export const hasStatus = ({ subresources }: Resource): boolean => subresources.some(({ name }) => name === 'status');

/** The path of a group and version. */
export const rootOf = (resource: Pick<Resource, 'group' | 'version'>): string =>
  `${resource.group === '' ? '/api' : '/apis'}/${apiVersionOf(resource)}`;

export type Field = Json | undefined;
