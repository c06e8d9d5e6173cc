import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { definitions } from './definitions.ts';
import { CRD_FILES } from './files.ts';
import { crdText } from './text.ts';

const [canary, metricTemplate, alertProvider] = definitions();
const schemaOf = (definition: typeof canary): Readonly<Record<string, unknown>> | undefined =>
  definition?.spec.versions[0]?.schema.openAPIV3Schema.properties;

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The paths of all properties in a schema that nothing is said about. */
function fieldsWithoutWords(schema: unknown, path: string): readonly string[] {
  if (!isTree(schema)) {
    return [];
  }
  const { properties, items, additionalProperties } = schema;
  const fields = isTree(properties) ? Object.entries(properties) : [];
  const own = fields.flatMap(([name, field]) => [
    ...(isTree(field) && typeof field['description'] === 'string' && /\w.*\.$/s.test(field['description'])
      ? []
      : [`${path}.${name}`]),
    ...fieldsWithoutWords(field, `${path}.${name}`),
  ]);
  return [...own, ...fieldsWithoutWords(items, path), ...fieldsWithoutWords(additionalProperties, path)];
}

/** What is at a path of a schema; nothing where it ends before. */
const at = (schema: unknown, ...path: readonly string[]): Readonly<Record<string, unknown>> =>
  path.reduce<Readonly<Record<string, unknown>>>(
    (found, name) => {
      const next = found[name];
      return isTree(next) ? next : {};
    },
    isTree(schema) ? schema : {},
  );

describe('the CRDs', () => {
  it.each(CRD_FILES)('are committed in %s as the generator makes them', (path) => {
    const committed = readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
    expect(committed).toBe(crdText());
  });

  it('have the names that kubectl and Helm know', () => {
    const named = definitions().map(({ metadata, spec }) => [
      metadata.name,
      spec.names.singular,
      spec.names.listKind,
      'shortNames' in spec.names,
    ]);
    expect(named).toEqual([
      ['canaries.flagger.app', 'canary', 'CanaryList', false],
      ['metrictemplates.flagger.app', 'metrictemplate', 'MetricTemplateList', false],
      ['alertproviders.flagger.app', 'alertprovider', 'AlertProviderList', false],
    ]);
    expect(definitions().every(({ metadata }) => metadata.annotations['helm.sh/resource-policy'] === 'keep')).toBe(
      true,
    );
  });

  it('show the columns of a Canary in the usual order, most of them only when wide', () => {
    const columns = canary?.spec.versions[0]?.additionalPrinterColumns ?? [];
    expect(columns.map(({ name, priority }) => name + (priority === 1 ? '*' : ''))).toEqual([
      'Status',
      'Weight',
      'Suspended*',
      'FailedChecks*',
      'Interval*',
      'Mirror*',
      'StepWeight*',
      'StepWeights*',
      'MaxWeight*',
      'LastTransitionTime',
    ]);
  });

  it('ask for exactly one strategy, an interval and a threshold', () => {
    expect(schemaOf(canary)?.['spec']).toMatchObject({
      required: ['targetRef'],
      properties: {
        analysis: {
          oneOf: [
            { required: ['interval', 'threshold', 'iterations'] },
            { required: ['interval', 'threshold', 'stepWeight'] },
            { required: ['interval', 'threshold', 'stepWeights'] },
          ],
        },
      },
    });
  });

  it('ask for an address or a secret of an alert provider, and for a query of a metric template', () => {
    expect(schemaOf(alertProvider)?.['spec']).toMatchObject({
      oneOf: [{ required: ['type', 'address'] }, { required: ['type', 'secretRef'] }],
    });
    expect(schemaOf(metricTemplate)?.['spec']).toMatchObject({ required: ['provider', 'query'] });
  });

  it('refuse weights, ports and addresses that cannot be meant', () => {
    expect(schemaOf(canary)?.['spec']).toMatchObject({
      properties: {
        service: { properties: { port: { maximum: 65535 }, targetPort: { maximum: 65535 }, name: { maxLength: 55 } } },
        analysis: {
          properties: {
            maxWeight: { minimum: 0, maximum: 100 },
            stepWeight: { minimum: 0, maximum: 100 },
            stepWeights: { maxItems: 101, 'x-kubernetes-validations': [{ rule: 'self.isSorted()' }] },
            webhooks: { items: { properties: { url: { pattern: expect.stringContaining('://') } } } },
          },
        },
      },
    });
  });

  it('describe every field, so that kubectl explain teaches', () => {
    const undescribed = definitions().flatMap(({ metadata, spec }) =>
      spec.versions.flatMap(({ name, schema }) =>
        fieldsWithoutWords(schema.openAPIV3Schema, `${metadata.name} ${name}`),
      ),
    );
    // Kubernetes' own, which it describes itself
    expect(undescribed.filter((path) => !/^\S+ \w+\.metadata$/.test(path))).toEqual([]);
    expect(fieldsWithoutWords({ properties: { a: { items: { properties: { b: {} } } } } }, 'x')).toEqual([
      'x.a',
      'x.a.b',
    ]);
  });

  it.each(['v1beta1', 'v1alpha3'])('teach how to compare canary and primary, in %s under both names', (version) => {
    const { schema } = canary?.spec.versions.find(({ name }) => name === version) ?? {};
    for (const name of ['analysis', 'canaryAnalysis']) {
      const taught = at(schema?.openAPIV3Schema, 'properties', 'spec', 'properties', name, 'properties');
      const fields = (...path: readonly string[]): readonly string[] =>
        Object.keys(at(taught, ...path, 'properties')).sort();
      expect(fields('compare')).toEqual(
        [
          ...['dryRun', 'falsePromotion', 'falseRollback', 'promoteEarly'],
          ...['undecided', 'waitAtMost', 'warmUp', 'worseThan'],
        ].sort(),
      );
      expect(fields('metrics', 'items', 'properties', 'compare')).toEqual([
        'clump',
        'negligible',
        'seenFrom',
        'slowerThan',
        'tolerate',
      ]);
      expect(at(taught, 'compare', 'properties', 'worseThan')['description']).toContain('no default');
    }
    const remembered = at(schema?.openAPIV3Schema, 'properties', 'status', 'properties', 'analysis', 'properties');
    expect(Object.keys(remembered)).toEqual(expect.arrayContaining(['since', 'until', 'metrics']));
  });

  it('can be applied by kubectl, which writes the whole into an annotation of at most 256 KiB', () => {
    for (const definition of definitions()) {
      expect(JSON.stringify(definition).length).toBeLessThan(200 * 1024);
    }
  });

  it('hold nothing that a structural schema may not hold', () => {
    const text = JSON.stringify(definitions());
    for (const keyword of ['"$schema"', '"$ref"', '"readOnly"', '"propertyNames"', '"const"', '"allOf"']) {
      expect(text).not.toContain(keyword);
    }
    expect(text).toContain('"x-kubernetes-int-or-string":true');
  });
});
