import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { listOf, textOf, treeOf, valueAt, type Tree } from '../../compare/values.ts';

const FOLDER = resolve(import.meta.dirname, '../../../cases');

/** The objects of a case's input; `variant` tells several stories of one input apart, by their namespaces. */
export function fixture(
  input: string,
  variant = '',
): { readonly namespace: string; readonly objects: readonly Tree[] } {
  const text = readFileSync(join(FOLDER, `${input}.yaml`), 'utf8');
  const own = /kind: Namespace\nmetadata: \{name: (\w+)\}/.exec(text)?.[1] ?? '';
  const namespace = variant === '' ? own : `${own}-${variant}`;
  const objects = parseAllDocuments(text.replaceAll(new RegExp(`\\b${own}\\b`, 'g'), namespace))
    .map((document) => treeOf(document.toJS()))
    .filter(({ kind }) => kind !== undefined)
    .map(hurried);
  return { namespace, objects };
}

/** What users have as minutes is played in seconds; a loaded machine is no failure of a release. */
function hurried(object: Tree): Tree {
  const spec = treeOf(object['spec']);
  const field = ['analysis', 'canaryAnalysis'].find((name) => spec[name] !== undefined);
  if (object['kind'] !== 'Canary' || field === undefined) {
    return object;
  }
  const analysis = treeOf(spec[field]);
  const isLong = /^(?:\d\d+s|\d+m)$/.test(textOf(analysis['interval']));
  const metrics = listOf(analysis['metrics']).map((metric) => patient(treeOf(metric)));
  const shorter = { ...(isLong && { interval: '2s' }), ...(analysis['metrics'] !== undefined && { metrics }) };
  return { ...object, spec: { ...spec, [field]: { ...analysis, ...shorter } } };
}

function patient(metric: Tree): Tree {
  if (metric['interval'] === '5s') {
    return metric;
  }
  const isDuration = /request.*duration/.test(textOf(metric['name']));
  return {
    ...metric,
    interval: '10s',
    ...(isDuration && metric['threshold'] !== undefined && { threshold: 2000 }),
    ...(isDuration && valueAt(metric, 'thresholdRange') !== undefined && { thresholdRange: { max: 10_000 } }),
  };
}
