import { readdirSync, readFileSync } from 'node:fs';
import { backendsOf, parseCanary, type RawCanary, routed, type RoutedCanary, type Routes } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { destinationRules } from './destination-rule.ts';
import { routesOf, virtualService } from './virtual-service.ts';

const GOLDEN = new URL('../golden/', import.meta.url);
const names = readdirSync(GOLDEN).flatMap((file) => (file.endsWith('.in.yaml') ? [file.replace('.in.yaml', '')] : []));

describe('golden: <name>.in.yaml holds a split and a Canary, <name>.out.yaml what is built for them', () => {
  it.each(names)('%s', (name) => {
    const { routes, canary } = input(name);
    const built = [...destinationRules(canary), virtualService(canary, routes)];
    expect(built).toStrictEqual(documents(`${name}.out.yaml`));
  });

  it.each(names)('%s: the split can be read back', (name) => {
    const { routes, canary } = input(name);
    expect(routesOf(canary, virtualService(canary, routes))).toEqual(routes);
  });
});

function input(name: string): { readonly routes: Routes; readonly canary: RoutedCanary } {
  const [split, raw] = documents(`${name}.in.yaml`) as [{ routes: Routes }, RawCanary];
  const parsed = parseCanary(raw);
  if (!parsed.ok) {
    throw new Error(`${name}.in.yaml: ${JSON.stringify(parsed.problems)}`);
  }
  const backends = backendsOf(parsed.canary, { primary: { 'app.kubernetes.io/name': 'any-primary' } });
  return { routes: split.routes, canary: routed(parsed.canary, backends) };
}

function documents(file: string): unknown[] {
  return parseAllDocuments(readFileSync(new URL(file, GOLDEN), 'utf8')).map((document) => {
    const content: unknown = document.toJS();
    return content;
  });
}
