import { fieldOf, pathOf, valueAt } from '../path.ts';
import { type Hit, isOurs, type Rule } from '../rule.ts';
import type { Context } from '../context.ts';
import type { Manifest } from '../manifest.ts';
import { schemaOf, versionsOf } from '../schema/definitions.ts';
import { type Violation, violations } from '../schema/validate.ts';

const found = new WeakMap<Manifest, readonly Violation[]>();

/** What the schema has against a manifest; worked out once. */
function violationsIn(manifest: Manifest): readonly Violation[] {
  const { apiVersion, kind, object } = manifest;
  const schema = isOurs(manifest) ? schemaOf(apiVersion, kind) : undefined;
  const known = found.get(manifest) ?? (schema ? violations(object, schema) : []);
  found.set(manifest, known);
  return known;
}

const ofSchema = (kind: Violation['kind'], rule: Omit<Rule, 'check' | 'level'>): Rule => ({
  ...rule,
  level: 'error',
  check: (manifest) => violationsIn(manifest).filter((each) => each.kind === kind),
});

const REFUSED = 'The API server refuses such a manifest.';

/** What the operator has against a Canary that the schema does not say of the same field already. */
function refusals(manifest: Manifest, context: Context): readonly Hit[] {
  const told = violationsIn(manifest);
  return context.read(manifest).problems.flatMap(({ field, found: there, allowed }) => {
    const path = pathOf(field);
    const isTold = told.some((each) => `${fieldOf(each.path)}.`.startsWith(`${field}.`) || isMissing(each, field));
    return isTold || field.startsWith('status') ? [] : [{ path, says: `found ${there}, allowed is ${allowed}` }];
  });
}

const isMissing = ({ kind, path, says }: Violation, field: string): boolean =>
  (kind === 'missing' && `${fieldOf(path)}.${says.replace(/ is missing$/, '')}` === field)
  || (kind === 'alternatives' && field.startsWith(fieldOf(path)) && path.length > 1);

/** By the schema, and by the eyes of the operator. */
export const SCHEMA_RULES: readonly Rule[] = [
  ofSchema('unknown', {
    code: 'FLG002',
    title: 'A field that does not exist',
    why: 'The API server drops it, or kubectl refuses the manifest: what it was to say is not said.',
    fix: 'Write the name as `kubectl explain canary.spec` has it, or take the field away.',
    fires: 'spec: {analysis: {stepWieght: 5}}',
    passes: 'spec: {analysis: {stepWeight: 5}}',
  }),
  ofSchema('missing', {
    code: 'FLG003',
    title: 'A field that must be there is missing',
    why: REFUSED,
    fix: 'Add the field.',
    fires: 'spec: {targetRef: {name: null}}',
    passes: 'spec: {targetRef: {name: podinfo}}',
  }),
  ofSchema('type', {
    code: 'FLG004',
    title: 'A value of the wrong type',
    why: `${REFUSED} A number in a map of texts, such as \`metadata\` of a webhook, needs quotes.`,
    fix: 'Write a value of the type that is allowed.',
    fires: 'spec: {analysis: {threshold: "5"}}',
    passes: 'spec: {analysis: {threshold: 5}}',
  }),
  ofSchema('enum', {
    code: 'FLG005',
    title: 'A value that is none of those allowed',
    why: REFUSED,
    fix: 'Take one of the values that are allowed.',
    fires: 'spec: {targetRef: {kind: StatefulSet}}',
    passes: 'spec: {targetRef: {kind: DaemonSet}}',
  }),
  ofSchema('pattern', {
    code: 'FLG006',
    title: 'A text of the wrong form',
    why: `${REFUSED} Durations begin with minutes or seconds: \`60m\`, not \`1h\`.`,
    fix: 'Write the text in the form that is allowed.',
    fires: 'spec: {analysis: {interval: 1h}}',
    passes: 'spec: {analysis: {interval: 60m}}',
  }),
  ofSchema('range', {
    code: 'FLG007',
    title: 'A number that is too small or too large',
    why: REFUSED,
    fix: 'Write a number in the range that is allowed.',
    fires: 'spec: {analysis: {maxWeight: 120}}',
    passes: 'spec: {analysis: {maxWeight: 100}}',
  }),
  ofSchema('length', {
    code: 'FLG008',
    title: 'A text or a list that is too short or too long',
    why: `${REFUSED} Services are called after \`service.name\`, with \`-primary\` and \`-canary\` at the end.`,
    fix: 'Make it as long as is allowed.',
    fires: `spec: {service: {name: ${'p'.repeat(60)}}}`,
    passes: 'spec: {service: {name: podinfo}}',
  }),
  ofSchema('alternatives', {
    code: 'FLG009',
    title: 'None of several choices, or more than one',
    why: `${REFUSED} An analysis names \`interval\`, \`threshold\` and exactly one of \`iterations\`, \`stepWeight\` and \`stepWeights\`.`,
    fix: 'Keep exactly one of the choices.',
    fires: 'spec: {analysis: {iterations: 10}}',
    passes: 'spec: {analysis: {stepWeight: null, maxWeight: null, iterations: 10}}',
  }),
  ofSchema('validation', {
    code: 'FLG010',
    title: 'A rule of the CRD is broken',
    why: REFUSED,
    fix: 'Do as the rule says: weights of steps only grow, for instance.',
    fires: 'spec: {analysis: {stepWeight: null, maxWeight: null, stepWeights: [10, 40, 20]}}',
    passes: 'spec: {analysis: {stepWeight: null, maxWeight: null, stepWeights: [10, 20, 40]}}',
  }),
  {
    code: 'FLG011',
    level: 'error',
    title: 'The operator refuses the Canary',
    why: 'The API server takes it, but the operator does nothing with it: condition `Accepted=False`. Lint asks the same code as the operator.',
    fix: 'Write what is allowed in this field.',
    fires: 'spec: {analysis: {metrics: [{name: errors, thresholdRange: {max: 1}}]}}',
    passes: 'spec: {analysis: {metrics: [{name: request-success-rate, thresholdRange: {min: 99}}]}}',
    check: refusals,
  },
  {
    code: 'FLG012',
    level: 'error',
    title: 'A version of the API that does not exist',
    why: 'The API server does not know it.',
    fix: 'Write `apiVersion: flagger.app/v1beta1`.',
    fires: 'apiVersion: flagger.app/v1',
    passes: 'apiVersion: flagger.app/v1beta1',
    check: (manifest) =>
      isOurs(manifest) && !versionsOf(manifest.kind).includes(manifest.apiVersion)
        ? [{ path: ['apiVersion'], says: unserved(manifest) }]
        : [],
  },
  {
    code: 'FLG013',
    level: 'error',
    title: 'An object without a name',
    why: REFUSED,
    fix: 'Write `metadata.name`.',
    fires: 'metadata: {name: null}',
    passes: 'metadata: {name: podinfo}',
    check: (manifest) =>
      isOurs(manifest) && !manifest.name && !valueAt(manifest.object, ['metadata', 'generateName'])
        ? [{ path: ['metadata'], says: 'it has no name' }]
        : [],
  },
];

function unserved({ apiVersion, kind }: Manifest): string {
  const served = versionsOf(kind);
  return served.length === 0
    ? `there is no kind ${kind} in flagger.app`
    : `${kind} is not served as ${apiVersion}, but as ${served.join(' and ')}`;
}
