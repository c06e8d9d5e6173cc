import { isString, type JsonObject, listAt, objectAt, objectsAt, stringAt } from '../json.ts';
import type { KubeObject } from '../kube-object.ts';
import { invalid, type Cause, required } from '../problems.ts';
import { timestamp } from '../schema/time.ts';
import type { Rules, Surroundings } from './rules.ts';

/** Rules of CustomResourceDefinitions. */
export const DEFINITION_RULES: Rules = {
  counted: (definition) => definition.spec ?? null,
  needsVersion: true,
  completed: (definition, old, around) => completed(definition, old, around),
  problems: (definition, old) => definitionProblems(definition, old === undefined),
  changes: (definition, old) =>
    ['group', 'scope'].flatMap((field) =>
      stringAt(definition, 'spec', field) === stringAt(old, 'spec', field)
        ? []
        : [invalid(`spec.${field}`, stringAt(definition, 'spec', field) ?? '', 'field is immutable')],
    ),
};

function completed(definition: KubeObject, old: KubeObject | undefined, { clock }: Surroundings): KubeObject {
  const spec = objectAt(definition, 'spec');
  const names = objectAt(spec, 'names');
  const kind = stringAt(names, 'kind') ?? '';
  const whole: JsonObject = {
    ...names,
    singular: stringAt(names, 'singular') ?? kind.toLowerCase(),
    listKind: stringAt(names, 'listKind') ?? `${kind}List`,
  };
  return {
    ...definition,
    spec: { ...spec, names: whole },
    status: old === undefined ? established(spec, whole, clock.now()) : objectAt(definition, 'status'),
  };
}

/** The real server takes a moment to accept names; here nothing can stand against them. */
function established(spec: JsonObject, names: JsonObject, now: number): JsonObject {
  const lastTransitionTime = timestamp(now);
  const storedVersions = objectsAt(spec, 'versions').flatMap(({ storage, name }) =>
    storage === true && isString(name) ? [name] : [],
  );
  return {
    conditions: [
      {
        type: 'NamesAccepted',
        status: 'True',
        lastTransitionTime,
        reason: 'NoConflicts',
        message: 'no conflicts found',
      },
      {
        type: 'Established',
        status: 'True',
        lastTransitionTime,
        reason: 'InitialNamesAccepted',
        message: 'the initial names have been accepted',
      },
    ],
    acceptedNames: names,
    storedVersions,
  };
}

function definitionProblems(definition: KubeObject, isNew: boolean): readonly Cause[] {
  const spec = objectAt(definition, 'spec');
  const name = `${stringAt(spec, 'names', 'plural') ?? ''}.${stringAt(spec, 'group') ?? ''}`;
  const versions = objectsAt(spec, 'versions');
  const found: Cause[] = [];
  if (isNew && definition.metadata.name !== name) {
    found.push(invalid('metadata.name', definition.metadata.name, 'must be spec.names.plural+"."+spec.group'));
  }
  if (versions.filter(({ storage }) => storage === true).length !== 1) {
    found.push(
      invalid('spec.versions', listAt(spec, 'versions'), 'must have exactly one version marked as storage version'),
    );
  }
  versions.forEach((version, index) => {
    if (version.schema === undefined) {
      found.push(required(`spec.versions[${index}].schema.openAPIV3Schema`, 'schemas are required'));
    }
  });
  for (const part of ['kind', 'plural']) {
    if ((stringAt(spec, 'names', part) ?? '') === '') {
      found.push(required(`spec.names.${part}`));
    }
  }
  return found;
}
