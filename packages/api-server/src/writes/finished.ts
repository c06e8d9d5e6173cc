import type { Cluster } from '../cluster.ts';
import { isKubeObject, type KubeObject } from '../kube-object.ts';
import { invalid, type Cause } from '../problems.ts';
import type { Resource } from '../resources/resource.ts';
import { fieldProblems } from '../rules/field-rules.ts';
import { metadataChangeProblems, metadataProblems } from '../rules/metadata-problems.ts';
import { defaulted } from '../schema/defaults.ts';
import type { Schema } from '../schema/schema.ts';
import { violations } from '../schema/validate.ts';

/** An object with everything that the server fills in by itself. */
export function completed(
  resource: Resource,
  object: KubeObject,
  { old, cluster }: { readonly old: KubeObject | undefined; readonly cluster: Cluster },
): KubeObject {
  const whole = defaulted(resource.schema, object);
  if (!isKubeObject(whole)) {
    return object;
  }
  return resource.rules.completed?.(whole, old, cluster) ?? whole;
}

/** Rules in CEL are not checked here at all; the real server does not check them where the shape is wrong. */
function customProblems(schema: Schema, object: KubeObject): readonly Cause[] {
  const found = violations(schema, object);
  return found.length > 0 && hasExpressions(schema) ? [...found, unchecked()] : found;
}

const unchecked = (): Cause =>
  invalid(
    '<nil>',
    null,
    'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
  );

function hasExpressions({ hasExpressions: own, properties = {}, items, additional }: Schema): boolean {
  return (
    own === true
    || [...Object.values(properties), items, additional].some((each) => each !== undefined && hasExpressions(each))
  );
}

/** Everything that is wrong with an object that is to be stored in the place of `old`. */
export function problemsOf(resource: Resource, object: KubeObject, old: KubeObject | undefined): readonly Cause[] {
  const { rules, schema, isCustom } = resource;
  const changed =
    old === undefined ? [] : [...metadataChangeProblems(object, old), ...(rules.changes?.(object, old) ?? [])];
  return [
    ...metadataProblems(resource, object),
    ...(rules.problems?.(object, old) ?? []),
    ...(isCustom ? customProblems(schema, object) : fieldProblems(schema, object)),
    ...changed,
  ];
}
