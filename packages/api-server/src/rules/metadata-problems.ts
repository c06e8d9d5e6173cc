import { isDeepStrictEqual } from 'node:util';
import { isObject, isString, type Json, listAt, objectAt, objectsAt, stringAt, word } from '../json.ts';
import type { KubeObject } from '../kube-object.ts';
import { forbidden, invalid, type Cause, required, tooLong } from '../problems.ts';
import type { Resource } from '../resources/resource.ts';
import { labelProblems, labelValueProblems, qualifiedNameProblems, subdomainProblems } from './names.ts';

const MOST_ANNOTATIONS = 256 * 1024;

/** What is wrong with an object's metadata. */
export function metadataProblems(
  { rules, namespaced, isCustom }: Resource,
  { metadata }: KubeObject,
): readonly Cause[] {
  const names = (rules.name ?? subdomainProblems)(metadata.name).map((told) =>
    invalid('metadata.name', metadata.name, told),
  );
  const namespace = namespaced
    ? labelProblems(metadata.namespace ?? '').map((told) =>
        invalid('metadata.namespace', metadata.namespace ?? '', told),
      )
    : [];
  return [
    ...names,
    ...namespace,
    ...labelsProblems('metadata.labels', metadata.labels),
    ...annotationsProblems(metadata.annotations),
    ...ownerProblems(metadata),
    ...finalizerProblems(metadata, isCustom),
  ];
}

/** What is wrong with labels, or with a selector of equal labels. */
export function labelsProblems(field: string, labels: Json | undefined): readonly Cause[] {
  return Object.entries(objectAt(labels)).flatMap(([key, value]) => [
    ...qualifiedNameProblems(key).map((told) => invalid(field, key, told)),
    ...(isString(value) ? labelValueProblems(value).map((told) => invalid(field, value, told)) : []),
  ]);
}

function annotationsProblems(annotations: Json | undefined): readonly Cause[] {
  const entries = Object.entries(objectAt(annotations));
  const size = entries.reduce((sum, [key, value]) => sum + key.length + Buffer.byteLength(word(value)), 0);
  const keys = entries.flatMap(([key]) =>
    qualifiedNameProblems(key.toLowerCase()).map((told) => invalid('metadata.annotations', key, told)),
  );
  return size > MOST_ANNOTATIONS ? [...keys, tooLong('metadata.annotations', MOST_ANNOTATIONS)] : keys;
}

function ownerProblems(metadata: Json): readonly Cause[] {
  const owners = objectsAt(metadata, 'ownerReferences');
  const missing = owners.flatMap((owner) =>
    ['apiVersion', 'kind', 'name', 'uid'].flatMap((part) =>
      (stringAt(owner, part) ?? '') === ''
        ? [
            invalid(
              `metadata.ownerReferences.${part}`,
              '',
              part === 'apiVersion' ? 'version must not be empty' : 'must not be empty',
            ),
          ]
        : [],
    ),
  );
  const controllers = owners.filter(({ controller }) => controller === true);
  if (controllers.length < 2) {
    return missing;
  }
  const told = `Only one reference can have Controller set to true. Found "true" in references for ${controllers.map(({ kind, name }) => `${word(kind)}/${word(name)}`).join(' and ')}`;
  return [...missing, invalid('metadata.ownerReferences', owners, told)];
}

const WELL_KNOWN = ['orphan', 'foregroundDeletion', 'kubernetes'];

function finalizerProblems(metadata: Json, isCustom: boolean): readonly Cause[] {
  return listAt(metadata, 'finalizers')
    .filter(isString)
    .flatMap((name, index) => {
      const wrong = qualifiedNameProblems(name);
      if (wrong.length > 0) {
        return wrong.map((told) => invalid(`metadata.finalizers[${index}]`, name, told));
      }
      const told = 'name is neither a standard finalizer name nor is it fully qualified';
      return isCustom || name.includes('/') || WELL_KNOWN.includes(name)
        ? []
        : [invalid(`metadata.finalizers[${index}]`, name, told)];
    });
}

/** Finalizers of custom kinds that may be mistaken for another's, as sentences for their writer. */
export function finalizerWarnings(
  { isCustom }: Resource,
  { metadata }: KubeObject,
  old: KubeObject | undefined,
): readonly string[] {
  if (!isCustom || isDeepStrictEqual(metadata.finalizers, old?.metadata.finalizers)) {
    return [];
  }
  const vague = (metadata.finalizers ?? []).filter((name) => !name.includes('/') && !WELL_KNOWN.includes(name));
  return vague.map(
    (name) =>
      `metadata.finalizers: ${JSON.stringify(name)}: prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers`,
  );
}

/** What may not be done to the metadata of an object that exists. */
export function metadataChangeProblems({ metadata }: KubeObject, old: KubeObject): readonly Cause[] {
  const added = (metadata.finalizers ?? []).filter((name) => !(old.metadata.finalizers ?? []).includes(name));
  if (old.metadata.deletionTimestamp === undefined || added.length === 0) {
    return [];
  }
  const list = added.map((name) => JSON.stringify(name)).join(', ');
  return [
    forbidden(
      'metadata.finalizers',
      `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`,
    ),
  ];
}

/** A selector that an object must have, and which must fit the labels of its own pods. */
export function templateSelectorProblems(object: KubeObject): readonly Cause[] {
  const selector = objectAt(object, 'spec', 'selector');
  const labels = objectAt(object, 'spec', 'template', 'metadata', 'labels');
  const wanted = Object.entries(objectAt(selector, 'matchLabels'));
  if (!isObject(object.spec) || object.spec.selector === undefined || object.spec.selector === null) {
    return [
      required('spec.selector'),
      invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'),
    ];
  }
  const told = 'empty selector is invalid for deployment';
  if (wanted.length === 0 && listAt(selector, 'matchExpressions').length === 0) {
    return [invalid('spec.selector', selector, told.replace('deployment', object.kind.toLowerCase()))];
  }
  if (wanted.every(([key, value]) => labels[key] === value)) {
    return [];
  }
  return [invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')];
}
