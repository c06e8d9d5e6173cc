import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { listOf, textOf, treeOf, type Tree } from '../compare/values.ts';

const FOLDER = join(resolve(import.meta.dirname, '../../..'), 'artifacts/examples');

/** The objects of an example manifest, for another namespace than `test`, with analyses every two seconds. */
export function example(file: string, namespace: string): readonly Tree[] {
  const text = readFileSync(join(FOLDER, file), 'utf8')
    .replaceAll('namespace: test', `namespace: ${namespace}`)
    .replaceAll(/(podinfo(?:-canary)?)\.test/g, `$1.${namespace}`);
  return parseAllDocuments(text)
    .map((document) => treeOf(document.toJS()))
    .filter(({ kind }) => kind !== 'Namespace')
    .map(hurried);
}

/** A loaded machine is no failure. */
const SLOW = { thresholdRange: { max: 5000 } };

function hurried(object: Tree): Tree {
  if (object['kind'] !== 'Canary') {
    return object;
  }
  const spec = treeOf(object['spec']);
  const analysis = treeOf(spec['analysis']);
  const metrics = listOf(analysis['metrics'])
    .map(treeOf)
    .map((metric) => ({ ...metric, interval: '10s', ...(metric['name'] === 'request-duration' && SLOW) }));
  return { ...object, spec: { ...spec, analysis: { ...analysis, interval: '2s', metrics } } };
}

/** Podinfo's Deployment in the example with the image of this tag, as a merge patch. */
export function withTag(tag: string, namespace: string): { readonly ref: Tree; readonly changes: Tree } {
  const deployment = example('podinfo.yaml', namespace).find(({ kind }) => kind === 'Deployment') ?? {};
  const template = treeOf(treeOf(deployment['spec'])['template']);
  const spec = treeOf(template['spec']);
  const containers = listOf(spec['containers'])
    .map(treeOf)
    .map((each) => ({ ...each, image: textOf(each['image']).replace(/[^:]*$/, tag) }));
  return { ref: deployment, changes: { spec: { template: { ...template, spec: { ...spec, containers } } } } };
}
