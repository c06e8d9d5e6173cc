import { z } from 'zod';
import { writtenCanarySpec } from '../schema/canary.ts';
import { canaryStatus } from '../schema/canary-status.ts';
import { alertProviderSpec } from '../schema/alert-provider.ts';
import { metricTemplateSpec } from '../schema/metric-template.ts';

/** The CustomResourceDefinitions of flagger.app, made from the schemas that also parse and type them. */
export const definitions = () => [
  definition({
    kind: 'Canary',
    plural: 'canaries',
    description: 'How one workload is released.',
    versions: [
      { name: 'v1beta1', columns: canaryColumns('analysis') },
      {
        name: 'v1alpha3',
        columns: canaryColumns('canaryAnalysis'),
        deprecationWarning:
          'flagger.app/v1alpha3 Canary is deprecated; use flagger.app/v1beta1, where canaryAnalysis is called analysis',
      },
    ],
    parts: { spec: openApi(writtenCanarySpec()), status: openApi(canaryStatus()) },
  }),
  definition({
    kind: 'MetricTemplate',
    plural: 'metrictemplates',
    description: 'How to ask a metrics server; for the metrics of Canaries to refer to.',
    versions: [{ name: 'v1beta1', columns: [column('Provider', '.spec.provider.type')] }],
    parts: { spec: openApi(metricTemplateSpec()) },
  }),
  definition({
    kind: 'AlertProvider',
    plural: 'alertproviders',
    description: 'How to send alerts; for the alerts of Canaries to refer to.',
    versions: [{ name: 'v1beta1', columns: [column('Type', '.spec.type')] }],
    parts: { spec: openApi(alertProviderSpec()) },
  }),
];

interface Kind {
  readonly kind: string;
  readonly plural: string;
  readonly description: string;
  /** The first one is stored. */
  readonly versions: readonly Version[];
  readonly parts: Readonly<Record<string, object>>;
}

interface Version {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly deprecationWarning?: string;
}

function definition({ kind, plural, description, versions, parts }: Kind) {
  const names = { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase(), categories: ['all'] };
  const properties = {
    apiVersion: { type: 'string', description: 'Group and version of the API, flagger.app/v1beta1.' },
    kind: { type: 'string', description: `What kind of object this is, ${kind}.` },
    // the API server describes it, and refuses anybody else's words
    metadata: { type: 'object' },
    ...parts,
  };
  const schema = { openAPIV3Schema: { description, type: 'object', properties } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.flagger.app`, annotations: { 'helm.sh/resource-policy': 'keep' } },
    spec: {
      group: 'flagger.app',
      names,
      scope: 'Namespaced',
      conversion: { strategy: 'None' },
      versions: versions.map(({ name, columns, deprecationWarning }, index) => ({
        name,
        served: true,
        storage: index === 0,
        ...(deprecationWarning !== undefined && { deprecated: true, deprecationWarning }),
        subresources: { status: {} },
        additionalPrinterColumns: columns,
        schema,
      })),
    },
  };
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly priority?: number;
}

const column = (name: string, jsonPath: string, type = 'string'): Column => ({ name, type, jsonPath });
/** Shown by `kubectl get -o wide` only. */
const wide = (name: string, jsonPath: string, type = 'string'): Column => ({
  ...column(name, jsonPath, type),
  priority: 1,
});

const canaryColumns = (analysis: 'analysis' | 'canaryAnalysis'): readonly Column[] => [
  column('Status', '.status.phase'),
  column('Weight', '.status.canaryWeight'),
  wide('Suspended', '.spec.suspend', 'boolean'),
  wide('FailedChecks', '.status.failedChecks'),
  wide('Interval', `.spec.${analysis}.interval`),
  wide('Mirror', `.spec.${analysis}.mirror`, 'boolean'),
  wide('StepWeight', `.spec.${analysis}.stepWeight`),
  wide('StepWeights', `.spec.${analysis}.stepWeights`),
  wide('MaxWeight', `.spec.${analysis}.maxWeight`),
  column('LastTransitionTime', '.status.lastTransitionTime'),
];

/** What users may write, as a structural schema. */
function openApi(schema: z.ZodType): object {
  const { $schema, ...structural } = z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io: 'input',
    override: ({ jsonSchema }) => dropTypesOfIntOrString(jsonSchema),
  });
  return structural;
}

/** Kubernetes has its own word for a number or a text, and refuses ours beside it. */
function dropTypesOfIntOrString(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema['x-kubernetes-int-or-string'] === true) {
    delete schema.anyOf;
  }
}
