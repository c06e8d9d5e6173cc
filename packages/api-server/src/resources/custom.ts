import { isString, type Json, type JsonObject, listAt, objectAt, objectsAt, stringAt, without } from '../json.ts';
import { isKubeObject, type KubeObject } from '../kube-object.ts';
import { customSchema } from '../schema/custom-schema.ts';
import { defaulted } from '../schema/defaults.ts';
import { pruned } from '../schema/prune.ts';
import type { Schema } from '../schema/schema.ts';
import { customColumns } from '../tables/custom-columns.ts';
import { CUSTOM_VERBS, type Resource, type ScalePaths, type Subresource } from './resource.ts';

/** The resources of a CustomResourceDefinition: one for each version that is served. */
export function customResources(definition: KubeObject): readonly Resource[] {
  return objectsAt(definition, 'spec', 'versions')
    .filter(({ served }) => served === true)
    .map((version) => customResource(objectAt(definition, 'spec'), version));
}

function customResource(spec: JsonObject, version: JsonObject): Resource {
  const names = namesOf(objectAt(spec, 'names'));
  const { plural, kind } = names;
  const group = stringAt(spec, 'group') ?? '';
  const schema = rootSchema(objectAt(version, 'schema', 'openAPIV3Schema'));
  const subresources = subresourcesOf(version, kind);
  const hasOwnStatus = subresources.some(({ name }) => name === 'status');
  const scale = scalePaths(version);
  const warning =
    version.deprecated === true
      ? (stringAt(version, 'deprecationWarning') ?? `${group}/${stringAt(version, 'name') ?? ''} ${kind} is deprecated`)
      : undefined;
  return {
    group,
    version: stringAt(version, 'name') ?? '',
    ...names,
    namespaced: spec.scope === 'Namespaced',
    verbs: CUSTOM_VERBS,
    subresources,
    storage: `${plural}.${group}`,
    isCustom: true,
    schema,
    rules: {
      needsVersion: true,
      counted: (object) => without(object, 'apiVersion', 'kind', 'metadata', ...(hasOwnStatus ? ['status'] : [])),
    },
    columns: customColumns(version),
    selectable: objectsAt(version, 'selectableFields').flatMap(({ jsonPath }) =>
      isString(jsonPath) ? [jsonPath.replace(/^\./, '')] : [],
    ),
    ...conversion({ group, version: stringAt(version, 'name') ?? '', stored: storedVersion(spec), schema }),
    ...(scale === undefined ? {} : { scale }),
    ...(warning === undefined ? {} : { warning }),
  };
}

type Names = Pick<Resource, 'kind' | 'listKind' | 'plural' | 'singular' | 'shortNames' | 'categories'>;

function namesOf(names: JsonObject): Names {
  const kind = stringAt(names, 'kind') ?? '';
  return {
    kind,
    listKind: stringAt(names, 'listKind') ?? `${kind}List`,
    plural: stringAt(names, 'plural') ?? '',
    singular: stringAt(names, 'singular') ?? kind.toLowerCase(),
    shortNames: listAt(names, 'shortNames').filter(isString),
    categories: listAt(names, 'categories').filter(isString),
  };
}

/** Apart from what the CRD says, every object has a kind and Kubernetes' metadata. */
function rootSchema(source: JsonObject): Schema {
  const schema = customSchema(source);
  const text: Schema = { type: 'string' };
  return {
    ...schema,
    properties: {
      ...schema.properties,
      apiVersion: text,
      kind: text,
      metadata: { ref: 'meta.ObjectMeta', type: 'object' },
    },
  };
}

function subresourcesOf(version: JsonObject, kind: string): readonly Subresource[] {
  const verbs: Subresource['verbs'] = ['get', 'patch', 'update'];
  const own = objectAt(version, 'subresources');
  const scale: readonly Subresource[] =
    own.scale === undefined ? [] : [{ name: 'scale', kind: 'Scale', apiVersion: 'autoscaling/v1', verbs }];
  return [...scale, ...(own.status === undefined ? [] : [{ name: 'status', kind, verbs }])];
}

function scalePaths(version: JsonObject): ScalePaths | undefined {
  const paths = objectAt(version, 'subresources', 'scale');
  const path = (field: string): readonly string[] =>
    (stringAt(paths, field) ?? '').split('.').filter((part) => part !== '');
  const scale = {
    spec: path('specReplicasPath'),
    status: path('statusReplicasPath'),
    selector: path('labelSelectorPath'),
  };
  return scale.spec.length === 0 ? undefined : scale;
}

const storedVersion = (spec: JsonObject): string =>
  objectsAt(spec, 'versions').flatMap(({ name, storage }) => (storage === true && isString(name) ? [name] : []))[0]
  ?? '';

interface Versions {
  readonly group: string;
  readonly version: string;
  readonly stored: string;
  readonly schema: Schema;
}

/** With conversion None an object only changes its apiVersion, and loses what the other version's schema lacks. */
function conversion({ group, version, stored, schema }: Versions): Pick<Resource, 'presented' | 'stored'> {
  const presented = (object: KubeObject): KubeObject => {
    const whole: Json = defaulted(schema, pruned(schema, { ...object, apiVersion: `${group}/${version}` }));
    return isKubeObject(whole) ? whole : object;
  };
  return { presented: remembered(presented), stored: (object) => ({ ...object, apiVersion: `${group}/${stored}` }) };
}

/** An object that is stored never changes, so what is made of it need not be made again. */
function remembered(make: (object: KubeObject) => KubeObject): (object: KubeObject) => KubeObject {
  const known = new WeakMap<KubeObject, KubeObject>();
  return (object) => {
    const made = known.get(object) ?? make(object);
    known.set(object, made);
    return made;
  };
}
